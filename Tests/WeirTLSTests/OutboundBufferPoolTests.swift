import NIOCore
import Testing

@testable import WeirTLS

@Suite("OutboundBufferPool")
struct OutboundBufferPoolTests {
    @Test("a buffer that nobody holds any more is used again, one that is held is not touched")
    func reuse() {
        let pool = OutboundBufferPool()
        var first = pool.take(capacity: 10)
        first.writeString("first")
        let address = first.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
        pool.handedOver(first)
        var second = pool.take(capacity: 10)
        second.writeString("other")
        #expect(first == ByteBuffer(string: "first"))
        #expect(second.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) } != address)
        let again = second.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
        pool.handedOver(second)
        second = ByteBuffer()
        var third = pool.take(capacity: 10)
        third.writeString("third")
        #expect(third.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) } == again)
    }
}
