public import WeirModel

/// One event loop's view of an upstream. It holds the table of candidates and looks for a newer one with one atomic
/// load, so choosing a server takes no lock.
public struct UpstreamView {
    public let state: UpstreamState
    private var table: CandidateTable
    private var version: UInt64
    private let onDrain: OnDrain

    public init(_ state: UpstreamState) {
        self.state = state
        onDrain = state.upstream.affinity?.onDrain ?? .keep
        version = state.version
        table = state.currentTable()
    }

    /// The upstream's balancer draws a server: ready, up and of weight above 0; if there is none, such a backup; if
    /// there is none, a draining one. Servers in `excluding` do not count.
    public mutating func pick(
        client: IPAddress, excluding: ServerSet, random: inout RandomSource, now: Moment
    ) -> Int? {
        refresh()
        return table.pick(client: client, excluding: excluding, random: &random, now: now)
    }

    /// What becomes of a client whose cookie names `server`. An index out of range counts as down.
    public func pinned(_ server: Int, now: Moment) -> PinnedVerdict {
        guard state.servers.indices.contains(server) else { return .down }
        return state.servers[server].pinnedVerdict(onDrain: onDrain, now: now)
    }

    /// Whether `pick` with nothing excluded would find a server.
    public mutating func canServe() -> Bool {
        refresh()
        return !table.isEmpty
    }

    /// Every server of the upstream and how it stands in a draw, in the configuration's order. For `weir explain`.
    public mutating func considered(client: IPAddress, excluding: ServerSet, now: Moment) -> [ConsideredServer] {
        refresh()
        return table.considered(state.servers, client: client, excluding: excluding, now: now)
    }

    private mutating func refresh() {
        let latest = state.version
        guard latest != version else { return }
        // The version is read before the table: a change in between is noticed at the next call.
        version = latest
        table = state.currentTable()
    }
}
