import Glibc
import NIOCore

/// The bytes of a body: known from its number alone, so that whoever receives them can tell whether all are there, once
/// and in order.
struct BodyPattern {
    private static let period = 65_521
    private static let table: [UInt8] = {
        var draw = Draw(seed: 0xb0d1)
        let once = (0..<period).map { _ in UInt8(truncatingIfNeeded: draw.next()) }
        return once + once
    }()

    private let start: Int

    init(_ number: Int) {
        start = (number &* 7919) % Self.period
    }

    /// Appends `count` bytes, from `offset` of the body on.
    func append(from offset: Int, count: Int, to buffer: inout ByteBuffer) {
        forEachPart(from: offset, count: count) { buffer.writeBytes(Self.table[$0]) }
    }

    func bytes(from offset: Int, count: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        append(from: offset, count: count, to: &buffer)
        return buffer
    }

    /// Whether these are the body's bytes from `offset` on.
    func matches(_ bytes: ByteBuffer, at offset: Int) -> Bool {
        var isSame = true
        var position = 0
        bytes.withUnsafeReadableBytes { received in
            forEachPart(from: offset, count: received.count) { range in
                Self.table.withUnsafeBytes { table in
                    guard let left = received.baseAddress, let right = table.baseAddress else { return }
                    if memcmp(left + position, right + range.lowerBound, range.count) != 0 { isSame = false }
                }
                position += range.count
            }
        }
        return isSame
    }

    /// Where bytes that do not match begin to differ, and to what place of the body they belong, for people.
    func difference(_ bytes: ByteBuffer, at offset: Int) -> String {
        let received = Array(bytes.readableBytesView)
        let wanted = Array(self.bytes(from: offset, count: received.count).readableBytesView)
        guard let first = zip(received, wanted).enumerated().first(where: { $1.0 != $1.1 })?.offset else { return "" }
        let rest = received[first...].prefix(16)
        let place = (0..<Self.period).first {
            Self.table[(start + $0) % Self.period..<(start + $0) % Self.period + rest.count].elementsEqual(rest)
        }
        let found = place.map { "are those from byte \($0 + offset / Self.period * Self.period)" } ?? "are none of it"
        return "of \(received.count) bytes those from \(offset + first) \(found): \(Array(rest))"
    }

    private func forEachPart(from offset: Int, count: Int, _ body: (Range<Int>) -> Void) {
        var position = (start + offset) % Self.period
        var left = count
        while left > 0 {
            let part = min(left, Self.period)
            body(position..<position + part)
            position = (position + part) % Self.period
            left -= part
        }
    }
}
