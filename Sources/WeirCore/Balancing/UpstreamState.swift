internal import Synchronization
public import WeirModel

/// An upstream as all event loops see it: its servers and whom the balancer may choose now.
///
/// Every member may be called from any thread. The request path reads `version` and, through an `UpstreamView`, an
/// immutable table; changes of health or of the operator's wish publish a new table.
public final class UpstreamState: Sendable {
    public let upstream: Upstream
    /// Position in the configuration's upstreams.
    public let index: Int
    /// In the order of the configuration.
    public let servers: [ServerState]
    /// `servers[i].identity`, side by side for searching.
    private let identities: [UInt64]
    private let published: Mutex<CandidateTable>
    private let publishedVersion = Atomic<UInt64>(0)
    /// Held while a change is made, so that tables are published in the order of the changes they show. Apart from
    /// `published`, because readers must not wait while a table is being built.
    private let change = Mutex<Void>(())

    /// With `previous`, servers keep the standing they had there, found by id.
    public init(upstream: Upstream, index: Int, startedAt: Moment, previous: UpstreamState? = nil) {
        self.upstream = upstream
        self.index = index
        servers = Self.servers(of: upstream, startedAt: startedAt, previous: previous)
        identities = servers.map(\.identity)
        published = Mutex(CandidateTable(method: upstream.balance, servers: servers))
    }

    /// Grows with each published change: a load of an atomic.
    public var version: UInt64 { publishedVersion.load(ordering: .acquiring) }

    /// Sets what the probes found. An index out of range is ignored.
    public func setHealth(_ health: ServerHealth, reason: String, server: Int, now: Moment) {
        guard servers.indices.contains(server) else { return }
        change.withLock { _ in
            if servers[server].note(health: health, reason: reason, now: now) { publish() }
        }
    }

    /// Sets what the operator wants; a drain's deadline runs from `now`. An index out of range is ignored.
    public func setOperatorState(_ state: OperatorState, server: Int, now: Moment) {
        guard servers.indices.contains(server) else { return }
        change.withLock { _ in
            if servers[server].note(operatorState: state, now: now) { publish() }
        }
    }

    /// Index of the server that a signed cookie names; nil if it is none of this upstream.
    public func server(identity: UInt64) -> Int? {
        identities.firstIndex(of: identity)
    }

    /// Index of the server whose id a plain cookie or a query parameter holds; nil if there is none.
    public func server(percentEncodedID value: Span<UInt8>) -> Int? {
        servers.firstIndex { PlainCookie.matches(value, id: $0.server.id) }
    }
}

extension UpstreamState {
    func currentTable() -> CandidateTable {
        published.withLock { $0 }
    }

    private func publish() {
        let before = currentTable()
        let table = CandidateTable(method: upstream.balance, servers: servers, previous: before)
        published.withLock { $0 = table }
        publishedVersion.wrappingAdd(1, ordering: .releasing)
    }

    private static func servers(
        of upstream: Upstream, startedAt: Moment, previous: UpstreamState?
    ) -> [ServerState] {
        let known = (previous?.servers ?? []).map { ($0.server.id, $0) }
        let byID = Dictionary(known, uniquingKeysWith: { first, _ in first })
        let fresh: ServerHealth = upstream.health?.startup == true ? .starting : .up
        return upstream.servers.enumerated().map { index, server in
            guard let before = byID[server.id], previous?.upstream.name == upstream.name else {
                let identity = AffinityIdentity.server(upstream: upstream.name, id: server.id)
                return ServerState(
                    server: server, index: index, identity: identity, health: fresh, startedAt: startedAt)
            }
            // Without probes nothing would ever bring a server back that was down before the reload.
            let health = upstream.health == nil ? .up : before.health
            return ServerState(server: server, index: index, health: health, startedAt: startedAt, previous: before)
        }
    }
}
