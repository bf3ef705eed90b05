public import WeirModel

/// All routes, compiled so that a request looks only at those its host and path can mean.
///
/// Routes are grouped by host pattern and, within a group, by path. Each list so found is in file order, and the
/// lists are merged as they are walked, so the first route whose other conditions hold is the first of the file
/// that matches.
public final class RouteTable: Sendable {
    private let matchers: [RouteMatcher]
    private let hosts: HostIndex
    private let paths: PathIndex

    public init(_ routes: [Route]) {
        var groups: [HostPattern: Int] = [:]
        var patterns: [HostPattern] = []
        let groupsOfRoutes = routes.map { route in
            route.conditions.hosts.isEmpty
                ? [HostIndex.anyHost]
                : route.conditions.hosts.map { pattern in
                    let pattern = HostIndex.canonical(pattern)
                    if let known = groups[pattern] { return known }
                    patterns.append(pattern)
                    groups[pattern] = patterns.count
                    return patterns.count
                }
        }
        var builder = PathIndex.Builder(groupCount: patterns.count + 1)
        for (index, route) in routes.enumerated() {
            builder.add(index, groups: groupsOfRoutes[index], paths: route.conditions.paths)
        }
        matchers = routes.map { RouteMatcher($0.conditions) }
        hosts = HostIndex(patterns)
        paths = builder.build()
    }

    public var count: Int { matchers.count }

    /// The index of the first route in file order whose conditions all hold, nil if there is none.
    public func match(
        _ request: borrowing RequestHead, client: IPAddress, scratch: inout RouteScratch
    ) -> Int? {
        scratch.removeAll()
        hosts.find(request.block.bytes.span.extracting(request.host.range), into: &scratch.groups)
        let path = request.block.bytes.span.extracting(request.normalizedPath.range)
        for index in scratch.groups.indices {
            paths.find(scratch.groups[index], path, into: &scratch)
        }
        while let candidate = scratch.nextCandidate(in: paths.routes) {
            scratch.checks &+= 1
            let matcher = matchers[candidate.route]
            if matcher.restHolds(request, client: client, checkingPaths: !candidate.isIndexed) {
                return candidate.route
            }
        }
        return nil
    }

    /// Why a route does not match: the first condition that fails, in the order of `RouteCondition`. Nil: it matches.
    ///
    /// Independent of the index: each condition is looked at by itself.
    public func firstFailure(
        ofRoute route: Int, _ request: borrowing RequestHead, client: IPAddress
    ) -> RouteCondition? {
        matchers[route].firstFailure(request, client: client)
    }
}
