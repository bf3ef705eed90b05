import Foundation
import Glibc
import Synchronization

/// A server that does what its script says, on real sockets and threads of its own.
///
/// The script is run for every connection and closes it by returning. Use with `defer { origin.stop() }`.
final class ScriptedOrigin: Sendable {
    typealias Script = @Sendable (OriginConnection) throws -> Void

    /// As a configuration names it: `127.0.0.1:PORT`, `[::1]:PORT` or `unix:/path`.
    let address: String
    /// 0 on a unix socket.
    let port: Int
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())

    private struct State {
        var connections = 0
        var open: [ObjectIdentifier: Socket] = [:]
        var requests: [OriginRequest] = []
        var closedByPeer = 0
        var failures: [String] = []
        var isStopped = false
    }

    init(on name: SocketName = .loopback(port: 0), receiveBuffer: Int32? = nil, _ script: @escaping Script) throws {
        self.script = script
        listener = try Self.listen(on: name, receiveBuffer: receiveBuffer)
        switch name {
        case .loopback:
            port = SocketName.port(of: listener)
            address = "127.0.0.1:\(port)"
        case .loopback6:
            port = SocketName.port(of: listener)
            address = "[::1]:\(port)"
        case .unix(let path):
            port = 0
            address = "unix:\(path)"
        }
        Thread.detachNewThread { self.accept() }
    }

    private static func listen(on name: SocketName, receiveBuffer: Int32?) throws -> Int32 {
        let handle = socket(name.family, Socket.streamType, 0)
        var on: Int32 = 1
        setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        // Before listening, so that accepted sockets inherit it.
        if var size = receiveBuffer {
            setsockopt(handle, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        guard name.withAddress({ bind(handle, $0, $1) }) == 0, Glibc.listen(handle, 128) == 0 else {
            defer { close(handle) }
            throw HarnessFailure("an origin cannot listen on \(name): \(Socket.reason)")
        }
        return handle
    }

    // MARK: What happened

    /// Connections accepted so far.
    var connections: Int { state.withLock { $0.connections } }
    /// Whole requests, in the order in which they were complete.
    var requests: [OriginRequest] { state.withLock { $0.requests } }
    /// What went wrong in scripts.
    var failures: [String] { state.withLock { $0.failures } }

    /// Waits until so many requests have come, and returns them.
    func waitForRequests(_ count: Int, within seconds: Double = 10) throws -> [OriginRequest] {
        try eventually("\(count) requests at the origin, which has \(requests.count); \(failures)", within: seconds) {
            let requests = requests
            return requests.count >= count ? requests : nil
        }
    }

    /// Waits until the other side has closed so many of the connections whose script waited for that.
    func waitForClosed(_ count: Int = 1, within seconds: Double = 10) throws {
        try eventually("\(count) connections closed by the peer; \(failures)", within: seconds) {
            state.withLock { $0.closedByPeer } >= count
        }
    }

    func note(_ request: OriginRequest) {
        state.withLock { $0.requests.append(request) }
    }

    func noteClosedByPeer() {
        state.withLock { $0.closedByPeer += 1 }
    }

    // MARK: Ending

    /// Accepts nothing more and cuts what is open, so that every script ends.
    func stop() {
        stopListening()
        for socket in state.withLock({ Array($0.open.values) }) { socket.disconnect() }
    }

    /// Accepts nothing more; what is open goes on.
    func stopListening() {
        // Once: later the handle may be somebody else's.
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        if isFirst { shutdown(listener, Int32(SHUT_RDWR)) }
    }

    // MARK: Serving

    private func accept() {
        while let socket = Socket(acceptedFrom: listener) {
            let number = state.withLock { state -> Int? in
                guard !state.isStopped else { return nil }
                state.open[ObjectIdentifier(socket)] = socket
                state.connections += 1
                return state.connections - 1
            }
            if let number { Thread.detachNewThread { self.serve(socket, number) } }
        }
        close(listener)
    }

    private func serve(_ socket: Socket, _ number: Int) {
        do {
            try script(OriginConnection(socket, number: number, origin: self))
        } catch {
            state.withLock { $0.failures.append("connection \(number): \(error)") }
        }
        _ = state.withLock { $0.open.removeValue(forKey: ObjectIdentifier(socket)) }
        socket.close()
    }
}
