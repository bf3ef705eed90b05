import Glibc
import NIOCore
import WeirCore
import WeirModel

/// The connections of one event loop to one server.
final class ServerPool {
    /// What a request for a connection gives.
    enum Lease {
        /// A connection that stands: an idle one, or room on one for many.
        case ready(any ServerLink)
        /// A new one is being opened; `Exchange.connected` or `Exchange.connectFailed` follows with this ticket.
        case opening
        case failed(FaultKind)
    }

    /// An exchange that a connection is being opened for.
    private struct Waiting {
        let exchange: Exchange
        let ticket: Int
        /// Whom the server is told that the connection is for; nil: nobody.
        let client: ConnectionFacts?
    }

    let worker: Worker
    let state: ServerState
    let settings: UpstreamSettings
    private let addresses: ServerAddresses
    private let connector: any Connector
    /// Connections that carry many exchanges at once, where the upstream speaks HTTP/2.
    private var sessions: [UpstreamSession] = []
    /// Exchanges that wait for a connection that is being opened for all of them.
    private var waiting: [Waiting]?
    /// The most recently used last: it is taken first, so that those no longer needed grow old and go.
    private var idle: [UpstreamConnection] = []
    private var turn = 0

    init(
        worker: Worker, settings: UpstreamSettings, state: ServerState, addresses: ServerAddresses,
        connector: any Connector
    ) {
        self.worker = worker
        self.state = state
        self.addresses = addresses
        self.settings = settings
        self.connector = connector
    }

    /// Where servers are told whom a connection is for, only one that has served the same client connection is idle
    /// for the exchange.
    ///
    /// - Parameters:
    ///   - fresh: only a new connection will do.
    ///   - ticket: handed back with the new connection, so that an exchange that has moved on can tell.
    func lease(fresh: Bool, for exchange: Exchange, ticket: Int) -> Lease {
        if settings.isMultiplexed { return leaseStream(fresh: fresh, for: exchange, ticket: ticket) }
        let client = settings.announcement == nil ? nil : exchange.client.facts
        while !fresh, let connection = takeIdle(for: client) {
            if connection.isOpen { return .ready(connection) }
        }
        let candidates = addresses.candidates(turn: turn)
        turn &+= 1
        guard !candidates.isEmpty else { return .failed(.connectFailed) }
        guard state.tryOpenConnection(limit: settings.connectionLimit) else { return .failed(.serverBusy) }
        connect(to: candidates[...], for: Waiting(exchange: exchange, ticket: ticket, client: client))
        return .opening
    }

    /// Room on an open connection; else on the one that is being opened, which all wait for who come meanwhile.
    private func leaseStream(fresh: Bool, for exchange: Exchange, ticket: Int) -> Lease {
        if !fresh, let session = sessions.last(where: \.hasRoom) { return .ready(session.makeLink()) }
        let wants = Waiting(exchange: exchange, ticket: ticket, client: nil)
        if let count = waiting?.count, count + 1 < settings.streamLimit {
            waiting?.append(wants)
            return .opening
        }
        let candidates = addresses.candidates(turn: turn)
        turn &+= 1
        guard !candidates.isEmpty else { return .failed(.connectFailed) }
        guard state.tryOpenConnection(limit: settings.connectionLimit) else { return .failed(.serverBusy) }
        if waiting == nil { waiting = [] }
        connect(to: candidates[...], for: wants)
        return .opening
    }

    private func takeIdle(for client: ConnectionFacts?) -> UpstreamConnection? {
        guard let client else { return idle.popLast() }
        return idle.lastIndex { $0.client === client }.map { idle.remove(at: $0) }
    }

    /// Takes a connection back whose exchange ended in good order.
    func release(_ connection: UpstreamConnection) {
        guard !worker.isDraining, connection.client?.isClosed != true, idle.count < settings.idleLimit else {
            connection.close()
            return
        }
        let now = worker.clock.monotonic()
        connection.becomeIdle(until: now + settings.idleTimeout, now: now)
        idle.append(connection)
    }

    /// Called once for every connection that was opened.
    func connectionClosed(_ connection: UpstreamConnection) {
        state.connectionClosed()
        guard connection.idleSince != nil, let index = idle.lastIndex(where: { $0 === connection }) else { return }
        idle.remove(at: index)
    }

    /// What was kept for this client connection alone is of use to nobody any more.
    func clientClosed(_ client: ConnectionFacts) {
        for connection in idle.filter({ $0.client === client }) { connection.close() }
    }

    func closeIdle() {
        let connections = idle
        idle = []
        for connection in connections { connection.close() }
        let open = sessions
        for session in open { session.leave() }
    }

    /// Called once for every such connection that was opened.
    func sessionClosed(_ session: UpstreamSession) {
        state.connectionClosed()
        sessions.removeAll { $0 === session }
    }

    // MARK: Opening

    /// Tries the addresses in turn until one answers.
    private func connect(to addresses: ArraySlice<SocketAddress>, for waiting: Waiting) {
        guard let address = addresses.first else { return }
        connector.open(to: address, timeout: .nanoseconds(settings.connectTimeout), on: worker.loop) { result in
            self.worker.eventBegan()
            switch result {
            case .success(let stream): self.opened(stream, for: waiting)
            case .failure(let error): self.failed(error, rest: addresses.dropFirst(), for: waiting)
            }
            self.worker.flush()
        }
    }

    private func opened(_ stream: any OpenedStream, for waiting: Waiting) {
        if settings.isMultiplexed { return sessionOpened(stream, for: waiting) }
        let connection = UpstreamConnection(pool: self, stream: stream, client: waiting.client)
        guard stream.begin(connection) else { return connectFailed(.connectFailed, waiting) }
        connection.announceClient()
        // The exchange may have ended meanwhile; the next one will be glad of the connection.
        if !waiting.exchange.connected(connection, ticket: waiting.ticket) { release(connection) }
    }

    private func sessionOpened(_ stream: any OpenedStream, for first: Waiting) {
        guard let session = try? UpstreamSession(pool: self, stream: stream), stream.begin(session) else {
            return connectFailed(.connectFailed, first)
        }
        sessions.append(session)
        // Whoever finds no room has another connection opened.
        for waiting in takeWaiting(with: first) {
            switch leaseStream(fresh: false, for: waiting.exchange, ticket: waiting.ticket) {
            case .ready(let link): _ = waiting.exchange.connected(link, ticket: waiting.ticket)
            case .opening: break
            case .failed(let kind): waiting.exchange.connectFailed(kind, ticket: waiting.ticket)
            }
        }
        session.streamEnded()
    }

    private func takeWaiting(with first: Waiting) -> [Waiting] {
        let others = waiting ?? []
        waiting = nil
        return [first] + others
    }

    private func failed(_ error: IOError, rest: ArraySlice<SocketAddress>, for waiting: Waiting) {
        guard rest.isEmpty else { return connect(to: rest, for: waiting) }
        connectFailed(Self.fault(of: error), waiting)
    }

    private func connectFailed(_ kind: FaultKind, _ first: Waiting) {
        state.connectionClosed()
        for waiting in settings.isMultiplexed ? takeWaiting(with: first) : [first] {
            waiting.exchange.connectFailed(kind, ticket: waiting.ticket)
        }
    }

    private static func fault(of error: IOError) -> FaultKind {
        switch error.errnoCode {
        case ECONNREFUSED, ENOENT: .connectRefused
        case ETIMEDOUT: .connectTimeout
        case EPROTO: .upstreamTLS
        default: .connectFailed
        }
    }
}
