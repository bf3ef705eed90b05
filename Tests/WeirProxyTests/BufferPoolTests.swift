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
}
