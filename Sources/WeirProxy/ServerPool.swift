import Glibc
import NIOCore
import WeirCore
import WeirModel

/// The connections of one event loop to one server.
final class ServerPool {
    /// What a request for a connection gives.
    enum Lease {
        /// An idle connection, ready to be used.
        case idle(UpstreamConnection)
        /// A new one is being opened; `Exchange.connected` or `Exchange.connectFailed` follows with this ticket.
        case opening
        case failed(FaultKind)
    }

    let worker: Worker
    let state: ServerState
    let settings: UpstreamSettings
    private let addresses: ServerAddresses
    /// The most recently used last: it is taken first, so that those no longer needed grow old and go.
    private var idle: [UpstreamConnection] = []
    private var turn = 0

    init(worker: Worker, settings: UpstreamSettings, state: ServerState, addresses: ServerAddresses) {
        self.worker = worker
        self.state = state
        self.addresses = addresses
        self.settings = settings
    }

    /// Where servers are told whom a connection is for, only one that has served the same client connection is idle
    /// for the exchange.
    ///
    /// - Parameters:
    ///   - fresh: only a new connection will do.
    ///   - ticket: handed back with the new connection, so that an exchange that has moved on can tell.
    func lease(fresh: Bool, for exchange: Exchange, ticket: Int) -> Lease {
        let client = settings.announcement == nil ? nil : exchange.client.facts
        while !fresh, let connection = takeIdle(for: client) {
            if connection.isOpen { return .idle(connection) }
        }
        let candidates = addresses.candidates(turn: turn)
        turn &+= 1
        guard !candidates.isEmpty else { return .failed(.connectFailed) }
        guard state.tryOpenConnection(limit: settings.connectionLimit) else { return .failed(.serverBusy) }
        connect(to: candidates[...], for: exchange, ticket: ticket, client: client)
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
    }

    // MARK: Opening

    /// Tries the addresses in turn until one answers.
    private func connect(
        to addresses: ArraySlice<SocketAddress>, for exchange: Exchange, ticket: Int, client: ConnectionFacts?
    ) {
        guard let address = addresses.first else { return }
        worker.connector.open(to: address, timeout: .nanoseconds(settings.connectTimeout), on: worker.loop) { result in
            self.worker.eventBegan()
            switch result {
            case .success(let stream):
                self.opened(stream, for: exchange, ticket: ticket, client: client)
            case .failure(let error):
                self.failed(error, rest: addresses.dropFirst(), for: exchange, ticket: ticket, client: client)
            }
            self.worker.flush()
        }
    }

    private func opened(
        _ stream: any OpenedStream, for exchange: Exchange, ticket: Int, client: ConnectionFacts?
    ) {
        let connection = UpstreamConnection(pool: self, stream: stream, client: client)
        guard stream.begin(connection) else {
            state.connectionClosed()
            exchange.connectFailed(.connectFailed, ticket: ticket)
            return
        }
        connection.announceClient()
        // The exchange may have ended meanwhile; the next one will be glad of the connection.
        if !exchange.connected(connection, ticket: ticket) { release(connection) }
    }

    private func failed(
        _ error: IOError, rest: ArraySlice<SocketAddress>, for exchange: Exchange, ticket: Int,
        client: ConnectionFacts?
    ) {
        guard rest.isEmpty else {
            connect(to: rest, for: exchange, ticket: ticket, client: client)
            return
        }
        state.connectionClosed()
        exchange.connectFailed(Self.fault(of: error), ticket: ticket)
    }

    private static func fault(of error: IOError) -> FaultKind {
        switch error.errnoCode {
        case ECONNREFUSED, ENOENT: .connectRefused
        case ETIMEDOUT: .connectTimeout
        default: .connectFailed
        }
    }
}
