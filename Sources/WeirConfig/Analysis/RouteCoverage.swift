internal import WeirModel

/// Finds routes all of whose requests go to earlier ones, in time that stays bounded for any number of routes.
///
/// Each route is cut into cells, one for each host × path × method that it names. A cell is taken when one earlier
/// route has a host, a path and a method that include it and asks for nothing more than the later route does. What
/// cannot be told cheaply counts as not taken, so a route is never accused wrongly.
struct RouteCoverage {
    /// Cells of one route; a route with more is not judged.
    private static let cellLimit = 512
    /// Steps in all; afterwards no route is judged any more.
    private static let workLimit = 1_000_000

    private var routes: [Int: RouteConditions] = [:]
    private var index: [HostPattern?: [PathPattern?: [Int]]] = [:]
    /// Lengths of the prefixes in the index, so that only those are looked up.
    private var prefixLengths: Set<Int> = []
    private var work = 0

    /// Takes the next route in file order.
    ///
    /// - Returns: the routes that take all its requests, in file order; nil when some of them can reach it.
    mutating func add(_ conditions: RouteConditions, index: Int) -> [Int]? {
        let hosts: [HostPattern?] = conditions.hosts.isEmpty ? [nil] : conditions.hosts
        let paths: [PathPattern?] = conditions.paths.isEmpty ? [nil] : conditions.paths
        let methods: [String?] = conditions.methods.isEmpty ? [nil] : conditions.methods
        let cells = hosts.count.multipliedReportingOverflow(by: paths.count).partialValue
            .multipliedReportingOverflow(by: methods.count)
        guard cells.partialValue <= Self.cellLimit, !cells.overflow, work < Self.workLimit else { return nil }
        if let owners = owners(conditions, hosts, paths, methods) { return owners }
        insert(conditions, index: index, hosts: hosts, paths: paths)
        return nil
    }

    private mutating func insert(
        _ conditions: RouteConditions, index route: Int, hosts: [HostPattern?], paths: [PathPattern?]
    ) {
        routes[route] = conditions
        for host in hosts {
            for path in paths {
                index[host, default: [:]][path, default: []].append(route)
                if case .prefix(let text) = path { prefixLengths.insert(text.utf8.count) }
            }
        }
    }

    private mutating func owners(
        _ conditions: RouteConditions, _ hosts: [HostPattern?], _ paths: [PathPattern?], _ methods: [String?]
    ) -> [Int]? {
        var owners: Set<Int> = []
        for host in hosts {
            let hostCovers = Self.covers(of: host).filter { index[$0] != nil }
            for path in paths {
                let pathCovers = covers(of: path)
                for method in methods {
                    guard let owner = owner(conditions, hostCovers, pathCovers, method) else { return nil }
                    owners.insert(owner)
                }
            }
        }
        return owners.sorted()
    }

    private mutating func owner(
        _ conditions: RouteConditions, _ hosts: [HostPattern?], _ paths: [PathPattern?], _ method: String?
    ) -> Int? {
        for host in hosts {
            guard let ofHost = index[host] else { continue }
            for path in paths {
                work += 1
                for route in ofHost[path] ?? [] {
                    work += 1
                    guard work < Self.workLimit, let earlier = routes[route] else { return nil }
                    let takesMethod = earlier.methods.isEmpty || method.map(earlier.methods.contains) ?? false
                    if takesMethod, earlier.includesRest(of: conditions) { return route }
                }
            }
        }
        return nil
    }

    /// Host conditions that hold wherever this one does.
    private static func covers(of host: HostPattern?) -> [HostPattern?] {
        guard let host else { return [nil] }
        var covers: [HostPattern?] = [nil, host]
        var rest =
            switch host {
            case .exact(let name), .wildcard(let name): name[...]
            }
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            covers.append(.wildcard(String(rest)))
        }
        return covers
    }

    /// Path conditions that hold wherever this one does.
    private func covers(of path: PathPattern?) -> [PathPattern?] {
        guard let path else { return [nil] }
        let start =
            switch path {
            case .exact(let text), .prefix(let text): text
            case .regex(let pattern): Self.literalStart(of: pattern)
            }
        let bytes = Array(start.utf8)
        let prefixes = prefixLengths.filter { $0 <= bytes.count }
            .map { PathPattern.prefix(String(decoding: bytes.prefix($0), as: UTF8.self)) }
        return [nil, path] + prefixes
    }

    /// What every path that an expression finds begins with; empty where that is not plain to see.
    private static func literalStart(of pattern: Pattern) -> String {
        guard pattern.text.hasPrefix("^"), !pattern.text.contains("|") else { return "" }
        let rest = pattern.text.dropFirst()
        let literal = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "/-_".contains($0)) }
        let isRepeated = rest[literal.endIndex...].first.map("*?+{".contains) ?? false
        return String(isRepeated ? literal.dropLast() : literal)
    }
}
