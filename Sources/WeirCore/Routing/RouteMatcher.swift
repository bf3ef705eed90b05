import WeirModel

/// The conditions of one route, compiled to bytes. A class, since copying its lists would count each of them.
final class RouteMatcher: Sendable {
    private let hosts: [HostMatcher]
    private let paths: [PathMatcher]
    private let methods: [[UInt8]]
    private let headers: [FieldMatcher]
    private let query: [FieldMatcher]
    private let cookies: [FieldMatcher]
    private let clients: [Network]
    /// Whether there is nothing to look at but host and path.
    private let isIndexedWholly: Bool

    init(_ conditions: RouteConditions) {
        hosts = conditions.hosts.map(HostMatcher.init)
        paths = conditions.paths.map(PathMatcher.init)
        methods = conditions.methods.map { Array($0.utf8) }
        headers = conditions.headers.map(FieldMatcher.init)
        query = conditions.query.map(FieldMatcher.init)
        cookies = conditions.cookies.map(FieldMatcher.init)
        clients = conditions.clients
        isIndexedWholly =
            methods.isEmpty && headers.isEmpty && query.isEmpty && cookies.isEmpty && clients.isEmpty
    }

    /// The first condition that fails, nil if the route matches. Looks at all of them, hosts and paths too.
    func firstFailure(_ request: borrowing RequestHead, client: IPAddress) -> RouteCondition? {
        for condition in RouteCondition.allCases where !holds(condition, request, client) {
            return condition
        }
        return nil
    }

    /// Whether what the index does not answer holds: everything but the hosts, and the paths if `checkingPaths`.
    func restHolds(_ request: borrowing RequestHead, client: IPAddress, checkingPaths: Bool) -> Bool {
        if checkingPaths, !holds(.paths, request, client) { return false }
        if isIndexedWholly { return true }
        return holds(.methods, request, client) && holds(.headers, request, client) && holds(.query, request, client)
            && holds(.cookies, request, client) && holds(.clients, request, client)
    }

    private func holds(_ condition: RouteCondition, _ request: borrowing RequestHead, _ client: IPAddress) -> Bool {
        switch condition {
        case .hosts: hosts.isEmpty || holdsForHost(request)
        case .paths: paths.isEmpty || holdsForPath(request)
        case .methods: methods.isEmpty || holdsForMethod(request)
        case .headers: headers.isEmpty || holdsForHeaders(request)
        case .query: query.isEmpty || holdsForQuery(request)
        case .cookies: cookies.isEmpty || holdsForCookies(request)
        case .clients: clients.isEmpty || holdsForClient(client)
        }
    }

    // Loops and not `contains(where:)`, since a closure cannot capture what is borrowed.

    private func holdsForHost(_ request: borrowing RequestHead) -> Bool {
        let host = request.block.bytes.span.extracting(request.host.range)
        for matcher in hosts where matcher.matches(host) { return true }
        return false
    }

    private func holdsForPath(_ request: borrowing RequestHead) -> Bool {
        let path = request.block.bytes.span.extracting(request.normalizedPath.range)
        for matcher in paths where matcher.matches(path) { return true }
        return false
    }

    private func holdsForMethod(_ request: borrowing RequestHead) -> Bool {
        let method = request.block.bytes.span.extracting(request.methodText.range)
        for known in methods where method.equals(known) { return true }
        return false
    }

    private func holdsForHeaders(_ request: borrowing RequestHead) -> Bool {
        for matcher in headers where matcher.holdsForHeader(request.block) { return true }
        return false
    }

    private func holdsForQuery(_ request: borrowing RequestHead) -> Bool {
        let bytes = request.block.bytes.span
        for matcher in query where matcher.holdsForQuery(request.query, bytes) { return true }
        return false
    }

    private func holdsForCookies(_ request: borrowing RequestHead) -> Bool {
        for matcher in cookies where matcher.holdsForCookie(request.block) { return true }
        return false
    }

    private func holdsForClient(_ client: IPAddress) -> Bool {
        for network in clients where network.contains(client) { return true }
        return false
    }
}

/// One host condition. A single trailing dot of the request's host does not count.
private struct HostMatcher: Sendable {
    /// In lower case; a wildcard's begins with its dot.
    let name: [UInt8]
    let isWildcard: Bool

    init(_ pattern: HostPattern) {
        switch pattern {
        case .exact(let host):
            name = HostIndex.canonical(host)
            isWildcard = false
        case .wildcard(let domain):
            name = [UInt8(ascii: ".")] + HostIndex.canonical(domain)
            isWildcard = true
        }
    }

    func matches(_ host: Span<UInt8>) -> Bool {
        let host = host.extracting(0..<HostIndex.significantCount(host))
        if !isWildcard { return !host.isEmpty && host.equals(ignoringCase: name) }
        guard host.count > name.count else { return false }
        return host.extracting((host.count - name.count)...).equals(ignoringCase: name)
    }
}

/// One path condition, on the normalised path.
private enum PathMatcher: Sendable {
    case exact([UInt8])
    case prefix([UInt8])
    case regex(PatternMatcher)

    init(_ pattern: PathPattern) {
        self =
            switch pattern {
            case .exact(let path): .exact(Array(path.utf8))
            case .prefix(let path): .prefix(Array(path.utf8))
            case .regex(let pattern): .regex(PatternMatcher(pattern))
            }
    }

    func matches(_ path: Span<UInt8>) -> Bool {
        switch self {
        case .exact(let text): path.equals(text)
        case .prefix(let text): path.starts(with: text)
        case .regex(let pattern): pattern.matches(path)
        }
    }
}
