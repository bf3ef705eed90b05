import Glibc
import NIOCore
import Synchronization
import Testing

@testable import WeirProxy

/// A stream on a loop of its own, and the peer's end as a plain socket. Stopped with `defer { fixture.stop() }`.
final class StreamFixture: Sendable {
    let loop: SocketLoop
    /// The peer's end; blocking.
    let peer: Int32
    /// Touched on the loop only.
    private let bound: NIOLoopBound<SocketStream>
    private let notes: StreamNotes

    /// - Parameter reads: whether the stream begins; else it only stands.
    init(begins: Bool = true) throws {
        let loop = try SocketLoop()
        let (ours, peer) = try Self.connectedPair()
        let notes = StreamNotes()
        self.loop = loop
        self.peer = peer
        self.notes = notes
        bound = try loop.submit {
            let stream = SocketStream(ours, loop: loop, remote: nil, local: nil)
            if begins { _ = stream.begin(notes) }
            return NIOLoopBound(stream, eventLoop: loop)
        }.wait()
    }

    func stop() {
        loop.stopAndWait()
        close(peer)
    }

    /// Runs on the loop with the stream.
    @discardableResult
    func onLoop<Result: Sendable>(_ body: @escaping @Sendable (SocketStream) throws -> Result) throws -> Result {
        let bound = bound
        return try loop.submit { try body(bound.value) }.wait()
    }

    /// What the handler has been given so far.
    var received: [UInt8] { notes.received }
    /// How the stream ended; nil: it has not.
    var ending: StreamEnding? { notes.ending }

    /// Two ends of a TCP connection over loopback, the first one non-blocking.
    private static func connectedPair() throws -> (Int32, Int32) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        let any = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        try #require(any.withSockAddr { bind(listener, $0, socklen_t($1)) } == 0)
        try #require(listen(listener, 1) == 0)
        let name = try #require(SystemSocket.localAddress(of: listener))
        let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(name.withSockAddr { connect(peer, $0, socklen_t($1)) } == 0)
        // What never comes fails a test, and does not hold it up for ever.
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let ours = accept(listener, nil, nil)
        try #require(ours >= 0)
        try #require(fcntl(ours, F_SETFL, O_NONBLOCK) == 0)
        return (ours, peer)
    }
}

/// Writes down what a stream tells.
private final class StreamNotes: StreamHandler, Sendable {
    private let state = Mutex<(received: [UInt8], ending: StreamEnding?)>(([], nil))

    var received: [UInt8] { state.withLock { $0.received } }
    var ending: StreamEnding? { state.withLock { $0.ending } }

    func streamReceived(_ bytes: consuming ByteBuffer) {
        let bytes = Array(bytes.readableBytesView)
        state.withLock { $0.received += bytes }
    }

    func streamReadEnded() {}

    func streamWritabilityChanged() {}

    func streamClosed(_ ending: StreamEnding) {
        state.withLock { $0.ending = ending }
    }
}

/// Waits until this holds, at most ten seconds.
func eventually(_ what: String, _ isTrue: () throws -> Bool) throws {
    let deadline = NIODeadline.now() + .seconds(10)
    while try !isTrue() {
        try #require(NIODeadline.now() < deadline, "not in time: \(what)")
        poll(nil, 0, 2)
    }
}
