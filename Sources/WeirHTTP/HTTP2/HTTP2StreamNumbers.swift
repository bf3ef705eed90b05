/// Which numbers a peer passed over as it opened streams: they can be opened no more (RFC 9113 §5.1.1).
///
/// The library takes headers on such a stream for trailers that come late, and ignores them.
struct HTTP2StreamNumbers {
    /// Peers that pass over numbers at all are rare; of more gaps than these the oldest are forgotten.
    private static let gapLimit = 16

    private var last: Int32 = -1
    private var gaps: [ClosedRange<Int32>] = []

    /// A stream has been opened.
    mutating func opened(_ id: Int32) {
        guard id > last else { return }
        if id - last > 2 {
            if gaps.count == Self.gapLimit { gaps.removeFirst() }
            gaps.append(last + 1...id - 1)
        }
        last = id
    }

    /// Whether a higher stream was opened, and this one never.
    func passedOver(_ id: Int32) -> Bool {
        id < last && gaps.contains { $0.contains(id) }
    }
}
