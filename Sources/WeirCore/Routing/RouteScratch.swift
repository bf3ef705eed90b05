/// Room to work in for `RouteTable.match`, kept from request to request so that matching allocates nothing.
public struct RouteScratch: Sendable {
    /// Candidates looked at for the last request.
    public internal(set) var checks = 0
    /// Look-ups of paths for the last request.
    public internal(set) var lookups = 0

    var groups: [Int] = []
    private var cursors: [Cursor] = []

    public init() {}

    private struct Cursor: Sendable {
        var next: Int
        var end: Int
        var isIndexed: Bool
    }

    /// A route that may match. `isIndexed`: its paths need no further look.
    struct Candidate {
        var route: Int
        var isIndexed: Bool
    }

    mutating func removeAll() {
        checks = 0
        lookups = 0
        groups.removeAll(keepingCapacity: true)
        cursors.removeAll(keepingCapacity: true)
    }

    /// Adds a list, which must not be empty.
    mutating func add(_ list: PathIndex.List, isIndexed: Bool) {
        cursors.append(Cursor(next: list.start, end: list.end, isIndexed: isIndexed))
    }

    /// The smallest route that no list has given yet; all lists that begin with it move on.
    mutating func nextCandidate(in routes: [UInt32]) -> Candidate? {
        let routes = routes.span
        var smallest = UInt32.max
        for cursor in cursors where cursor.next < cursor.end {
            smallest = min(smallest, routes[cursor.next])
        }
        if smallest == .max { return nil }
        var candidate = Candidate(route: Int(smallest), isIndexed: false)
        for index in cursors.indices where cursors[index].next < cursors[index].end {
            guard routes[cursors[index].next] == smallest else { continue }
            cursors[index].next &+= 1
            if cursors[index].isIndexed { candidate.isIndexed = true }
        }
        return candidate
    }
}
