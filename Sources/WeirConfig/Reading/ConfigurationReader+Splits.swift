internal import WeirModel

extension ConfigurationReader {
    /// - Parameter route: the route's name, the default salt.
    func split(_ value: Value, route: String) -> SplitSettings? {
        guard let section = value.section(["by", "arms", "force", "fallback", "salt"]) else { return nil }
        let unit = section.required("by").flatMap(splitUnit)
        let arms = arms(section.required("arms"))
        let force = section["force"].flatMap(force)
        let fallback = section["fallback"]?.choice(SplitFallback.self)
        let salt = section["salt"]?.text()?.value
        guard let unit else { return nil }
        return SplitSettings(by: unit, arms: arms, force: force, fallback: fallback ?? .otherArms, salt: salt ?? route)
    }

    private func splitUnit(_ value: Value) -> SplitUnit? {
        guard value.isScalar else {
            return value.section(["header"])?.required("header")?
                .parsed(as: "a header's name", FieldSyntax.headerName).map(SplitUnit.header)
        }
        return value.parsed(as: "what is divided") { text throws(ScalarProblem) in
            switch text.lowercased() {
            case "request": return .request
            case "client": return .client
            case "session": return .session
            case "ip": return .ip
            case "header": throw ScalarProblem("needs the header's name", hint: "write { header: x-user-id }")
            default:
                let words = ["request", "client", "session", "ip"]
                let known = "known are request, client, session, ip and { header: NAME }"
                throw ScalarProblem("is unknown here", hint: Suggestion.hint(for: text, among: words) ?? known)
            }
        }
    }

    private func arms(_ value: Value?) -> [Arm] {
        guard let value, let list = value.list(of: "arms") else { return [] }
        if list.isEmpty { value.error("`arms` is empty", hint: "a split needs at least one arm") }
        var seen: [String: SourceMark] = [:]
        return list.compactMap { entry in
            guard let section = entry.section(["name", "upstream", "weight"]) else { return nil }
            let named = section.required("name")
            // An arm may be chosen by name in a field or cookie, so its name must fit there.
            let name = named?.parsed(as: "a name", FieldSyntax.cookieValue)
            if let named, let name {
                refuseDuplicate(name, of: named, among: &seen, as: "arm \(VisibleText.quoted(name))")
            }
            let upstream = section.required("upstream").flatMap(upstreamReference)
            let weight = section.required("weight")?.integer(in: 0...1_000_000)
            guard let name, let upstream, let weight else { return nil }
            return Arm(name: name, upstream: upstream, weight: weight)
        }
    }

    private func force(_ value: Value) -> ForceSettings? {
        guard let section = value.section(["header", "cookie", "clients"]) else { return nil }
        let header = section["header"]?.parsed(as: "a header's name", FieldSyntax.headerName)
        let cookie = section["cookie"]?.parsed(as: "a cookie's name", FieldSyntax.token)
        let clients = networks(section["clients"])
        switch (section["header"], section["cookie"]) {
        case (nil, nil):
            reading.findings.error("`force` needs `header` or `cookie`", at: section.mark)
        case (_?, let second?):
            reading.findings.error("`force` has both `header` and `cookie`", at: second.keyMark)
        case (_?, nil), (nil, _?):
            break
        }
        let source = header.map(ForceSource.header) ?? cookie.map(ForceSource.cookie)
        return source.map { ForceSettings(source: $0, clients: clients) }
    }
}
