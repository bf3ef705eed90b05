import Glibc
import NIOCore
import Synchronization
import Testing

@testable import WeirProxy

@Suite struct SocketLoopTests {
    @Test func itsEndClosesWhatIsOpen() throws {
        let fixture = try StreamFixture()
        defer { close(fixture.peer) }
        fixture.loop.stopAndWait()
        var byte: UInt8 = 0
        #expect(recv(fixture.peer, &byte, 1, 0) == 0)
        #expect(fixture.ending == nil)
    }

    @Test func itsEndLeavesNothingBehind() throws {
        weak var loop: SocketLoop?
        do {
            let fixture = try StreamFixture()
            loop = fixture.loop
            fixture.stop()
        }
        #expect(loop == nil)
    }

    @Test func tasksThatWaitedForTheirTimeFail() throws {
        let loop = try SocketLoop()
        let failures = Mutex(0)
        try loop.submit {
            loop.scheduleTask(in: .hours(1)) {}.futureResult.whenFailure { error in
                if error is EventLoopError { failures.withLock { $0 += 1 } }
            }
        }.wait()
        loop.stopAndWait()
        #expect(failures.withLock { $0 } == 1)
    }

    @Test func afterItsEndNoThreadIsTakenForIt() throws {
        let loop = try SocketLoop()
        loop.stopAndWait()
        // The system gives a new thread the name of one that has ended.
        for _ in 0..<20 {
            let other = try SocketLoop()
            let isTaken = try other.submit { loop.inEventLoop }.wait()
            #expect(!isTaken)
            other.stopAndWait()
        }
        #expect(!loop.enqueue {})
    }

    @Test func aHandlerMayCloseOthersThatAreReadyToo() throws {
        let loop = try SocketLoop()
        let group = StreamGroup(loop)
        defer {
            loop.stopAndWait()
            for peer in group.peers { close(peer) }
        }
        // Ready in one turn of the loop; the first that is told closes the others, and new ones take their place.
        try loop.submit {
            for _ in 0..<40 { group.add() }
            for peer in group.peers { _ = send(peer, "x", 1, 0) }
        }.wait()
        try eventually("one is told") { group.told > 0 }
        try loop.submit {}.wait()
        #expect(group.told == 1)
        #expect(group.closed == 39)
        #expect(group.disturbed == 1)
    }
}

/// Streams of which the first that receives replaces the others. On the loop but for its counts.
private final class StreamGroup: @unchecked Sendable {
    private let loop: SocketLoop
    private var members: [Member] = []
    private(set) var peers: [Int32] = []
    private let counts = Mutex((told: 0, closed: 0, disturbed: 0))

    init(_ loop: SocketLoop) {
        self.loop = loop
    }

    var told: Int { counts.withLock { $0.told } }
    var closed: Int { counts.withLock { $0.closed } }
    /// Streams that were found ready.
    var disturbed: Int { counts.withLock { $0.disturbed } }

    func add() {
        var ends: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        peers.append(ends[1])
        let member = Member(SocketStream(ends[0], loop: loop, remote: nil, local: nil), group: self)
        members.append(member)
        #expect(member.stream.begin(member))
    }

    private func received(by member: Member) {
        counts.withLock { $0.told += 1 }
        let others = members.filter { $0 !== member }
        for other in others { other.stream.close() }
        for _ in others { add() }
    }

    private final class Member: StreamHandler {
        let stream: SocketStream
        private unowned let group: StreamGroup

        init(_ stream: SocketStream, group: StreamGroup) {
            self.stream = stream
            self.group = group
        }

        func streamReceived(_ bytes: consuming ByteBuffer) { group.received(by: self) }

        func streamReadEnded() { group.counts.withLock { $0.disturbed += 1 } }

        func streamWritabilityChanged() {}

        func streamClosed(_ ending: StreamEnding) { group.counts.withLock { $0.closed += 1 } }
    }
}
