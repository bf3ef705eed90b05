internal import WeirModel

extension ConfigurationReader {
    private static let routeKeys = [
        "name", "hosts", "paths", "methods", "headers", "query", "cookies", "clients", "upstream", "split", "redirect",
        "affinity",
    ]
    private static let actionKeys = ["upstream", "split", "redirect"]

    /// `routes:`, in file order.
    func routes(_ value: Value?) -> [Route] {
        guard let list = value?.list(of: "routes") else { return [] }
        var seen: [String: SourceMark] = [:]
        return list.compactMap { entry in
            guard let section = entry.section(Self.routeKeys) else { return nil }
            let name = section.required("name").flatMap { value -> String? in
                guard let name = value.name() else { return nil }
                refuseDuplicate(name, of: value, among: &seen, as: "route name \(VisibleText.quoted(name))")
                return name
            }
            let conditions = conditions(section)
            let affinity = section["affinity"]?.boolean()
            let action = action(section, route: name ?? "")
            guard let name, let action else { return nil }
            return Route(name: name, conditions: conditions, action: action, affinity: affinity ?? true)
        }
    }

    private func action(_ section: Section, route: String) -> RouteAction? {
        let given = Self.actionKeys.compactMap { section[$0] }.sorted { $0.keyMark < $1.keyMark }
        guard let first = given.first else {
            reading.findings.error(
                "\(section.title) leads nowhere", at: section.mark, hint: "give it `upstream`, `split` or `redirect`")
            return nil
        }
        for other in given.dropFirst() {
            reading.findings.error("\(other.title) beside \(first.title): a route has one of them", at: other.keyMark)
        }
        let upstream = section["upstream"].flatMap(upstreamReference).map(RouteAction.upstream)
        let split = section["split"].flatMap { self.split($0, route: route) }.map(RouteAction.split)
        let redirect = section["redirect"].flatMap(self.redirect).map(RouteAction.redirect)
        return upstream ?? split ?? redirect
    }

    /// The index of the upstream that a value names.
    func upstreamReference(_ value: Value) -> Int? {
        value.parsed(as: "an upstream's name") { text throws(ScalarProblem) in
            if let index = upstreamIndex[text] { return index }
            throw ScalarProblem("names no upstream", hint: unknownUpstreamHint(text))
        }
    }

    private func unknownUpstreamHint(_ name: String) -> String? {
        if let hint = Suggestion.hint(for: name, among: upstreamNames) { return hint }
        guard !upstreamNames.isEmpty else { return "the file has no upstreams" }
        guard upstreamNames.count <= 10 else { return nil }
        return "upstreams are \(upstreamNames.map { VisibleText.quoted($0) }.joined(separator: ", "))"
    }

    private func redirect(_ value: Value) -> Redirect? {
        guard let section = value.section(["to", "status", "keep_path"]) else { return nil }
        let target = section.required("to")?.parsed(as: "a target", TargetSyntax.redirect)
        let status = section["status"]?.parsed(as: "a status") { text throws(ScalarProblem) in
            guard let status = Int(text), [301, 302, 303, 307, 308].contains(status) else {
                throw ScalarProblem("is no status of a redirect", hint: "301, 302, 303, 307 or 308")
            }
            return status
        }
        let keepPath = section["keep_path"]?.boolean()
        guard let target else { return nil }
        return Redirect(to: target, status: status ?? 302, keepPath: keepPath ?? false)
    }

    private func conditions(_ section: Section) -> RouteConditions {
        RouteConditions(
            hosts: entries(section["hosts"], "hosts") { $0.parsed(as: "a host", HostSyntax.pattern) },
            paths: entries(section["paths"], "paths", pathPattern),
            methods: entries(section["methods"], "methods", method),
            headers: entries(section["headers"], "conditions") { condition($0, name: FieldSyntax.headerName) },
            query: entries(section["query"], "conditions") { condition($0, name: FieldSyntax.name) },
            cookies: entries(section["cookies"], "conditions") { condition($0, name: FieldSyntax.token) },
            clients: networks(section["clients"]))
    }

    private func entries<Entry>(_ value: Value?, _ what: String, _ read: (Value) -> Entry?) -> [Entry] {
        guard let value, let list = value.list(of: what) else { return [] }
        if list.isEmpty {
            value.error("\(value.title) is empty", hint: "leave the key out to match everything")
        }
        return list.compactMap(read)
    }

    private func method(_ value: Value) -> String? {
        guard let method = value.parsed(as: "a method", FieldSyntax.token) else { return nil }
        let upper = method.uppercased()
        if upper != method {
            value.warning("methods are case-sensitive: \(VisibleText.quoted(method)) is not `\(upper)`")
        }
        return method
    }

    /// A plain text is a prefix.
    private func pathPattern(_ value: Value) -> PathPattern? {
        if value.isScalar { return value.parsed(as: "a path", TargetSyntax.path).map(PathPattern.prefix) }
        let tests = ["prefix", "exact", "regex"]
        guard let section = value.section(tests), let test = oneTest(of: section, tests) else { return nil }
        switch test.key {
        case "exact": return test.value.parsed(as: "a path", TargetSyntax.path).map(PathPattern.exact)
        case "regex": return test.value.pattern().map(PathPattern.regex)
        default: return test.value.parsed(as: "a path", TargetSyntax.path).map(PathPattern.prefix)
        }
    }

    private func condition(
        _ value: Value, name parseName: (String) throws(ScalarProblem) -> String
    ) -> FieldCondition? {
        let tests = ["exact", "prefix", "suffix", "contains", "regex", "present"]
        guard let section = value.section(["name"] + tests) else { return nil }
        let name = section.required("name")?.parsed(as: "a name", parseName)
        guard let chosen = oneTest(of: section, tests), let test = fieldTest(chosen.key, chosen.value), let name else {
            return nil
        }
        return FieldCondition(name: name, test: test)
    }

    private func fieldTest(_ key: String, _ value: Value) -> FieldTest? {
        switch key {
        case "present": value.boolean().map { $0 ? .present : .absent }
        case "regex": value.pattern().map(FieldTest.regex)
        case "exact": (value.text()?.value).map(FieldTest.exact)
        case "prefix": (value.text()?.value).map(FieldTest.prefix)
        case "suffix": (value.text()?.value).map(FieldTest.suffix)
        default: (value.text()?.value).map(FieldTest.contains)
        }
    }

    private func oneTest(of section: Section, _ tests: [String]) -> (key: String, value: Value)? {
        let given = tests.compactMap { key in section[key].map { (key: key, value: $0) } }
            .sorted { $0.value.keyMark < $1.value.keyMark }
        guard let first = given.first else {
            reading.findings.error(
                "\(section.title) says nothing to compare with", at: section.mark,
                hint: "give it one of \(tests.map { "`\($0)`" }.joined(separator: ", "))")
            return nil
        }
        for other in given.dropFirst() {
            reading.findings.error(
                "\(other.value.title) beside \(first.value.title): an entry has one of them",
                at: other.value.keyMark, hint: "write two entries; any of them may hold")
        }
        return first
    }
}
