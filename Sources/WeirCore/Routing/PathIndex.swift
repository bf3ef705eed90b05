import WeirModel

/// From a group of hosts and a path to lists of routes, each list in file order.
struct PathIndex: Sendable {
    /// Part of `routes`.
    struct List: Sendable {
        var start: Int
        var end: Int
    }

    private struct Group: Sendable {
        /// Part of `lengths`.
        var lengths: Range<Int>
        var hasExact: Bool
        /// Routes that the path does not index: they have no path condition, or a regular expression among them.
        var unindexed: List
    }

    /// The lists, one after the other.
    let routes: [UInt32]
    private let table: ByteKeyTable
    private let lists: [List]
    private let groups: [Group]
    /// The lengths of each group's prefixes, ascending.
    private let lengths: [Int]

    /// Appends to `cursors` the lists of `group` that may hold routes for `path`: one pass over the path, and one
    /// look-up for every different length of a prefix in the group.
    func find(_ group: Int, _ path: Span<UInt8>, into scratch: inout RouteScratch) {
        let group = (index: UInt32(truncatingIfNeeded: group), content: groups[group])
        if group.content.unindexed.start < group.content.unindexed.end {
            scratch.add(group.content.unindexed, isIndexed: false)
        }
        var hash = KeyHash()
        var position = 0
        for index in group.content.lengths {
            let length = lengths[index]
            if length > path.count { break }
            while position < length {
                hash.add(path[position])
                position &+= 1
            }
            look(for: Self.tag(group.index, isExact: false), hash, path.extracting(0..<length), &scratch)
        }
        guard group.content.hasExact else { return }
        while position < path.count {
            hash.add(path[position])
            position &+= 1
        }
        look(for: Self.tag(group.index, isExact: true), hash, path, &scratch)
    }

    private func look(for tag: UInt32, _ hash: KeyHash, _ path: Span<UInt8>, _ scratch: inout RouteScratch) {
        scratch.lookups &+= 1
        if let list = table.find(tag, hash, path) { scratch.add(lists[list], isIndexed: true) }
    }

    private static func tag(_ group: UInt32, isExact: Bool) -> UInt32 {
        group &* 2 &+ (isExact ? 1 : 0)
    }

    // MARK: Building

    /// Gathers routes by group and path. Routes must be added in file order.
    struct Builder {
        /// Pairs of host and path that one route may take in the index; beyond that its paths are compared one by
        /// one.
        static let pairLimit = 4096

        private var unindexed: [[UInt32]]
        private var indexed: [ByteKeyTable.Key: [UInt32]] = [:]
        private var lengths: [Set<Int>]
        private var hasExact: [Bool]

        init(groupCount: Int) {
            unindexed = Array(repeating: [], count: groupCount)
            lengths = Array(repeating: [], count: groupCount)
            hasExact = Array(repeating: false, count: groupCount)
        }

        mutating func add(_ route: Int, groups: [Int], paths: [PathPattern]) {
            let isTooMany = groups.count * paths.count > Self.pairLimit
            for group in groups {
                if paths.isEmpty || isTooMany {
                    Self.append(route, to: &unindexed[group])
                } else {
                    for path in paths { add(route, group, path) }
                }
            }
        }

        private mutating func add(_ route: Int, _ group: Int, _ path: PathPattern) {
            switch path {
            case .exact(let text):
                hasExact[group] = true
                index(route, group, text, isExact: true)
            case .prefix(let text):
                lengths[group].insert(text.utf8.count)
                index(route, group, text, isExact: false)
            case .regex: Self.append(route, to: &unindexed[group])
            }
        }

        private mutating func index(_ route: Int, _ group: Int, _ text: String, isExact: Bool) {
            let tag = PathIndex.tag(UInt32(truncatingIfNeeded: group), isExact: isExact)
            Self.append(route, to: &indexed[ByteKeyTable.Key(tag: tag, bytes: Array(text.utf8)), default: []])
        }

        private static func append(_ route: Int, to list: inout [UInt32]) {
            let route = UInt32(truncatingIfNeeded: route)
            if list.last != route { list.append(route) }
        }

        func build() -> PathIndex {
            var routes: [UInt32] = []
            func place(_ list: [UInt32]) -> List {
                routes += list
                return List(start: routes.count - list.count, end: routes.count)
            }
            var allLengths: [Int] = []
            let groups = unindexed.indices.map { index in
                let sorted = lengths[index].sorted()
                allLengths += sorted
                return Group(
                    lengths: (allLengths.count - sorted.count)..<allLengths.count, hasExact: hasExact[index],
                    unindexed: place(unindexed[index]))
            }
            var lists: [List] = []
            let entries = indexed.mapValues { list in
                lists.append(place(list))
                return lists.count - 1
            }
            return PathIndex(
                routes: routes, table: ByteKeyTable(entries), lists: lists, groups: groups, lengths: allLengths)
        }
    }
}
