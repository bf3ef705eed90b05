import WeirCore

/// Ways to cut an input into the pieces it arrives in.
enum Splitting {
    case whole, singleBytes
    /// Of one byte to `longest`.
    case random(seed: UInt64, longest: Int)

    /// The three that decoders are compared over.
    static func all(seed: UInt64) -> [Splitting] {
        [.whole, .singleBytes, .random(seed: seed, longest: 24)]
    }

    /// Ranges that make up `count` bytes, none empty.
    func pieces(_ count: Int) -> [Range<Int>] {
        switch self {
        case .whole: return count > 0 ? [0..<count] : []
        case .singleBytes: return (0..<count).map { $0..<$0 + 1 }
        case .random(let seed, let longest):
            var random = RandomSource(seed: seed)
            var pieces: [Range<Int>] = []
            var start = 0
            while start < count {
                let end = min(count, start + Int.random(in: 1...longest, using: &random))
                pieces.append(start..<end)
                start = end
            }
            return pieces
        }
    }
}
