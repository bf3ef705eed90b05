import NIOCore

/// What happened in a world, in order: as a number that two runs of one seed share, and as text where somebody wants
/// to read it.
struct Trace {
    /// Of all that has been noted.
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var lines: [String] = []
    private let keepsText: Bool

    init(keepsText: Bool) {
        self.keepsText = keepsText
    }

    mutating func note(_ now: NIODeadline, _ what: StaticString, _ numbers: [Int], _ text: String = "") {
        fold(now.uptimeNanoseconds)
        fold(UInt64(UInt(bitPattern: what.utf8CodeUnitCount)))
        for number in numbers { fold(UInt64(bitPattern: Int64(number))) }
        for byte in text.utf8 { fold(UInt64(byte)) }
        guard keepsText else { return }
        let milliseconds = now.uptimeNanoseconds / 1_000_000
        lines.append("\(milliseconds) ms  \(what) \(numbers.map(String.init).joined(separator: " ")) \(text)")
    }

    private mutating func fold(_ value: UInt64) {
        hash = (hash ^ value) &* 0x100_0000_01b3
        hash ^= hash >> 29
    }
}
