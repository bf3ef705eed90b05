import NIOCore
import Testing

@testable import WeirProxy

@Suite struct BufferPoolTests {
    @Test func aBufferOfOneByteIsNotHollow() {
        var pool = BufferPool()
        var buffer = pool.take()
        buffer.writeInteger(UInt8(ascii: "x"))
        #expect(!buffer.isHollow)
        var kept = pool.hollow
        kept.writeInteger(UInt8(ascii: "x"))
        #expect(!kept.isHollow)
        #expect(pool.hollow.isHollow && pool.hollow.readableBytes == 0)
    }

    @Test func aBufferThatIsStillHeldElsewhereIsNotWrittenTo() {
        var pool = BufferPool()
        var buffer = pool.take()
        buffer.writeRepeatingByte(1, count: 4096)
        let held = buffer
        pool.give(&buffer)
        #expect(buffer.isHollow)
        var next = pool.take(capacity: 10_000)
        #expect(next.readableBytes == 0 && next.capacity >= 10_000)
        next.writeRepeatingByte(2, count: 4096)
        #expect(held.readableBytesView.allSatisfy { $0 == 1 })
    }
}
