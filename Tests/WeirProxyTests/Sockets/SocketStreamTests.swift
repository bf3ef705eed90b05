import Glibc
import NIOCore
import Testing

@testable import WeirProxy

@Suite struct SocketStreamTests {
    @Test func closesBeforeItHasBegun() throws {
        let fixture = try StreamFixture(begins: false)
        defer { fixture.stop() }
        try fixture.onLoop { $0.close() }
        var byte: UInt8 = 0
        #expect(recv(fixture.peer, &byte, 1, 0) == 0)
    }

    @Test func whatThePeerSaidBeforeAResetIsHeard() throws {
        let fixture = try StreamFixture()
        defer { fixture.stop() }
        try fixture.onLoop { stream in
            // The loop is here, so both have come when it looks next.
            Self.send("413", andResetFrom: fixture.peer)
            stream.write(ByteBuffer(string: "a request that nobody reads"))
            stream.flush()
            #expect(stream.isOpen)
        }
        try eventually("the stream ends") { fixture.ending != nil }
        #expect(fixture.received == Array("413".utf8))
        #expect(fixture.ending == .failed(ECONNRESET) || fixture.ending == .failed(EPIPE))
    }

    @Test func aBrokenStreamEndsAlsoWhileNothingIsRead() throws {
        let fixture = try StreamFixture()
        defer { fixture.stop() }
        try fixture.onLoop { stream in
            stream.setReading(false)
            Self.send("413", andResetFrom: fixture.peer)
            stream.write(ByteBuffer(string: "a request that nobody reads"))
            stream.flush()
            stream.write(ByteBuffer(string: "and more of it"))
            #expect(stream.bufferedBytes == 0)
        }
        try eventually("the stream ends") { fixture.ending != nil }
        #expect(fixture.received.isEmpty)
        #expect(fixture.ending != .orderly)
    }

    @Test func aResetIsNoticedWhileNothingIsReadAndCostsNoTurns() throws {
        let fixture = try StreamFixture()
        defer { fixture.stop() }
        try fixture.onLoop { $0.setReading(false) }
        Self.send("late", andResetFrom: fixture.peer)
        try eventually("the stream ends") { fixture.ending != nil }
        #expect(fixture.ending != .orderly)
    }

    @Test func thePeersEndWhileNothingIsReadDoesNotSpin() throws {
        let fixture = try StreamFixture()
        defer { fixture.stop() }
        try fixture.onLoop { $0.setReading(false) }
        shutdown(fixture.peer, Int32(SHUT_WR))
        let before = try fixture.onLoop { _ in Self.threadTime() }
        poll(nil, 0, 300)
        let spent = try fixture.onLoop { _ in Self.threadTime() } - before
        #expect(spent < 100_000_000, "\(spent) ns of 300 ms")
        #expect(fixture.ending == nil)
        try fixture.onLoop { $0.setReading(true) }
        try eventually("the stream ends") { fixture.ending == .orderly }
    }

    @Test func theEndFollowsWhatTheSystemDidNotTakeAtOnce() throws {
        let fixture = try StreamFixture()
        defer { fixture.stop() }
        let size = 8 << 20
        try fixture.onLoop { stream in
            stream.write(ByteBuffer(repeating: 7, count: size))
            stream.closeOutput(nil)
            #expect(stream.bufferedBytes > 0)
        }
        var count = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let taken = recv(fixture.peer, &buffer, buffer.count, 0), taken > 0 { count += taken }
        #expect(count == size)
        #expect(fixture.ending == nil)
    }

    /// A peer that was cut off within a message must be able to tell, whatever the message's framing.
    @Test func whatIsDroppedIsNoOrderlyEnd() throws {
        let fixture = try StreamFixture()
        defer { fixture.stop() }
        try fixture.onLoop { stream in
            stream.write(ByteBuffer(repeating: 7, count: 8 << 20))
            stream.flush()
            #expect(stream.bufferedBytes > 0)
            stream.close()
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var last = 1
        while last > 0 { last = recv(fixture.peer, &buffer, buffer.count, 0) }
        #expect(last == -1 && errno == ECONNRESET)
    }

    private static func send(_ text: String, andResetFrom peer: Int32) {
        _ = text.withCString { Glibc.send(peer, $0, strlen($0), 0) }
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(peer, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        // The number stays taken, for whoever closes it later.
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        dup2(other, peer)
        close(other)
    }

    /// Nanoseconds that the calling thread has computed.
    private static func threadTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
