internal import WeirModel

/// Looks for what is allowed in a valid configuration, but hardly meant.
struct ConfigurationAnalysis {
    let configuration: Configuration
    let sources: SourceMap
    let findings: Findings

    /// Adds what it finds to `findings`, as warnings.
    func run() {
        warnOfListenersWithoutRoutes()
        warnOfUnusedUpstreams()
        for upstream in configuration.upstreams {
            warnOfIgnoredWeights(upstream)
            warnOfNoWeight(upstream)
            warnOfInsecureSameSite(upstream)
        }
        for (index, route) in configuration.routes.enumerated() {
            guard case .split(let split) = route.action else { continue }
            warnOfArmsWithoutWeight(split, route: route.name, index: index)
            warnOfUnlikeCookies(split, route: route, index: index)
        }
        warnOfShadowedRoutes()
    }

    private func line(_ path: [SourceMap.Step]) -> Int {
        sources.mark(at: path).line
    }

    private func warn(_ message: String, at path: [SourceMap.Step], hint: String? = nil) {
        findings.warning(message, at: sources.mark(at: path), hint: hint)
    }

    private func warnOfListenersWithoutRoutes() {
        guard configuration.routes.isEmpty else { return }
        for listener in configuration.listeners where listener.redirectToHTTPSPort == nil {
            warn(
                "listener \(VisibleText.quoted(listener.name)) has no routes to serve: every request gets 404",
                at: ["listeners", .key(listener.name)], hint: "add `routes`")
        }
    }

    private func warnOfUnusedUpstreams() {
        var used: Set<Int> = []
        for route in configuration.routes {
            switch route.action {
            case .upstream(let index): used.insert(index)
            case .split(let split): used.formUnion(split.arms.map(\.upstream))
            case .redirect: break
            }
        }
        for (index, upstream) in configuration.upstreams.enumerated() where !used.contains(index) {
            warn(
                "no route leads to upstream \(VisibleText.quoted(upstream.name))",
                at: ["upstreams", .key(upstream.name)])
        }
    }

    private func warnOfIgnoredWeights(_ upstream: Upstream) {
        guard upstream.balance == .roundRobin,
            let index = upstream.servers.firstIndex(where: { $0.weight > 1 })
        else { return }
        let balance = line(["upstreams", .key(upstream.name), "balance"])
        warn(
            "`balance: round_robin` (line \(balance)) ignores weights",
            at: ["upstreams", .key(upstream.name), "servers", .index(index), "weight"],
            hint: "use weighted_round_robin, or leave the weights out")
    }

    private func warnOfNoWeight(_ upstream: Upstream) {
        guard !upstream.servers.contains(where: { $0.weight > 0 }) else { return }
        warn(
            "every server of \(VisibleText.quoted(upstream.name)) has weight 0: new clients get 503",
            at: ["upstreams", .key(upstream.name), "servers"])
    }

    private func warnOfInsecureSameSite(_ upstream: Upstream) {
        guard let attributes = upstream.affinity?.attributes, attributes.sameSite == .none, attributes.secure == .auto,
            let plain = configuration.listeners.first(where: { $0.tls == nil && $0.redirectToHTTPSPort == nil })
        else { return }
        let listener = "\(VisibleText.quoted(plain.name)) (line \(line(["listeners", .key(plain.name)])))"
        warn(
            "`same_site: none` without `Secure` on the plain listener \(listener)",
            at: ["upstreams", .key(upstream.name), "affinity", "same_site"],
            hint: "browsers drop such cookies; use `secure: always`")
    }

    private func warnOfArmsWithoutWeight(_ split: SplitSettings, route: String, index: Int) {
        guard !split.arms.contains(where: { $0.weight > 0 }) else { return }
        let arms = split.arms.count == 1 ? "the only arm" : "every arm"
        warn(
            "\(arms) of route \(VisibleText.quoted(route)) has weight 0: new requests get 503",
            at: ["routes", .index(index), "split", "arms"])
    }

    private func warnOfUnlikeCookies(_ split: SplitSettings, route: Route, index: Int) {
        guard route.affinity else { return }
        let sticky = split.arms.enumerated().compactMap { place, arm in
            let upstream = configuration.upstreams[arm.upstream]
            return upstream.affinity.map { (place: place, name: upstream.name, affinity: $0) }
        }
        guard let first = sticky.first else { return }
        for other in sticky.dropFirst() {
            guard let difference = Self.difference(first.affinity, other.affinity) else { continue }
            let lines = [first.name, other.name].map { line(["upstreams", .key($0), "affinity"]) }
            warn(
                "upstreams \(VisibleText.quoted(first.name)) (line \(lines[0])) and \(VisibleText.quoted(other.name)) "
                    + "(line \(lines[1])) of one route have affinity cookies that differ in \(difference)",
                at: ["routes", .index(index), "split", "arms", .index(other.place), "upstream"],
                hint: "a client that changes arms keeps its place only when both use the cookie alike")
        }
    }

    private static func difference(_ left: Affinity, _ right: Affinity) -> String? {
        if left.cookie != right.cookie { return "`cookie`" }
        if left.mode != right.mode { return "`mode`" }
        if left.idle != right.idle { return "`idle`" }
        if left.lifetime != right.lifetime { return "`lifetime`" }
        if left.preserve != right.preserve { return "`preserve`" }
        return left.attributes == right.attributes ? nil : "their attributes"
    }

    private func warnOfShadowedRoutes() {
        var coverage = RouteCoverage()
        for (index, route) in configuration.routes.enumerated() {
            guard let earlier = coverage.add(route.conditions, index: index) else { continue }
            let names = earlier.prefix(3).map { index in
                "\(VisibleText.quoted(configuration.routes[index].name)) (line \(line(["routes", .index(index)])))"
            }
            let rest = earlier.count > 3 ? " and \(earlier.count - 3) more" : ""
            let takes = earlier.count == 1 ? "takes" : "take"
            warn(
                "route \(VisibleText.quoted(route.name)) can never match: \(names.joined(separator: ", "))\(rest) "
                    + "before it \(takes) all its requests",
                at: ["routes", .index(index), "name"],
                hint: "the first route that matches serves; move it up or remove it")
        }
    }
}
