import Glibc
import NIOCore
import Testing

@testable import WeirProxy

@Suite struct PendingWritesTests {
    /// Takes all that is there.
    private func drain(_ handle: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = recv(handle, &buffer, buffer.count, Int32(MSG_DONTWAIT)), count > 0 {
            all += buffer.prefix(count)
        }
        return all
    }

    private func pair() throws -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        try #require(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        return (ends[0], ends[1])
    }

    @Test func manySmallPiecesAreHeldInFewBuffers() {
        var pending = PendingWrites()
        for index in 0..<200_000 {
            var piece = ByteBuffer()
            // As buffers are that were made for more.
            piece.reserveCapacity(4096)
            piece.writeInteger(UInt8(truncatingIfNeeded: index))
            pending.append(piece)
        }
        #expect(pending.bytes == 200_000)
        #expect(pending.count <= 14)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func everythingGoesOutOnceAndInOrder(seed: UInt64) throws {
        let (ours, peer) = try pair()
        defer { [ours, peer].forEach { close($0) } }
        var random = SplitMix(state: seed)
        var pending = PendingWrites()
        var (wanted, got): ([UInt8], [UInt8]) = ([], [])
        for _ in 0..<60 {
            let size = [1, 7, 300, 5000, 16_384, 20_000, 70_000].randomElement(using: &random) ?? 1
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &+ wanted.count) }
            let piece = ByteBuffer(bytes: bytes)
            // Kept by somebody else, as by a pool.
            let shared = piece
            pending.append(piece)
            wanted += bytes
            #expect(shared.readableBytes == size)
            if Bool.random(using: &random) { #expect(pending.send(to: ours) != .failed(0)) }
            if Bool.random(using: &random) { got += drain(peer) }
            #expect(wanted.count >= got.count + pending.bytes)
        }
        while pending.send(to: ours) == .blocked { got += drain(peer) }
        got += drain(peer)
        #expect(got == wanted)
        #expect(pending.isEmpty && pending.count == 0)
    }
}

/// A random source with a seed (Steele, Lea and Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
