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

    /// - Parameters:
    ///   - fresh: only a new connection will do.
    ///   - ticket: handed back with the new connection, so that an exchange that has moved on can tell.
    func lease(fresh: Bool, for exchange: Exchange, ticket: Int) -> Lease {
        while !fresh, let connection = idle.popLast() {
            if connection.isOpen { return .idle(connection) }
        }
        let candidates = addresses.candidates(turn: turn)
        turn &+= 1
        guard !candidates.isEmpty else { return .failed(.connectFailed) }
        guard state.tryOpenConnection(limit: settings.connectionLimit) else { return .failed(.serverBusy) }
        connect(to: candidates[...], for: exchange, ticket: ticket)
        return .opening
    }

    /// Takes a connection back whose exchange ended in good order.
    func release(_ connection: UpstreamConnection) {
        guard !worker.isDraining, idle.count < settings.idleLimit else {
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

    func closeIdle() {
        let connections = idle
        idle = []
        for connection in connections { connection.close() }
    }

    // MARK: Opening

    /// Tries the addresses in turn until one answers.
    private func connect(to addresses: ArraySlice<SocketAddress>, for exchange: Exchange, ticket: Int) {
        guard let address = addresses.first else { return }
        let connection = UpstreamConnection(pool: self)
        let opening = worker.connector.open(
            to: address, timeout: .nanoseconds(settings.connectTimeout), handler: connection, on: worker.loop)
        opening.assumeIsolated().whenComplete { result in
            switch result {
            case .success: self.opened(connection, for: exchange, ticket: ticket)
            case .failure(let error): self.failed(error, rest: addresses.dropFirst(), for: exchange, ticket: ticket)
            }
            self.worker.flush()
        }
    }

    private func opened(_ connection: UpstreamConnection, for exchange: Exchange, ticket: Int) {
        guard connection.isOpen else {
            exchange.connectFailed(.connectFailed, ticket: ticket)
            return
        }
        // The exchange may have ended meanwhile; the next one will be glad of the connection.
        if !exchange.connected(connection, ticket: ticket) { release(connection) }
    }

    private func failed(
        _ error: any Error, rest: ArraySlice<SocketAddress>, for exchange: Exchange, ticket: Int
    ) {
        guard rest.isEmpty else {
            connect(to: rest, for: exchange, ticket: ticket)
            return
        }
        state.connectionClosed()
        exchange.connectFailed(Self.fault(of: error), ticket: ticket)
    }

    private static func fault(of error: any Error) -> FaultKind {
        if let error = error as? ChannelError, case .connectTimeout = error { return .connectTimeout }
        if let error = error as? IOError {
            switch error.errnoCode {
            case ECONNREFUSED, ENOENT: return .connectRefused
            case ETIMEDOUT: return .connectTimeout
            default: return .connectFailed
            }
        }
        return .connectFailed
    }
}
