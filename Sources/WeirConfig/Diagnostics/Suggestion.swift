/// Finds the word that was probably meant.
enum Suggestion {
    /// Words compared at most, so that a large file with many mistakes stays quick to report.
    private static let candidateLimit = 2000
    private static let lengthLimit = 64

    /// The candidate that is nearest in edits, if near enough to be a slip of the hand.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let target = Array(word.lowercased().utf8)
        guard !target.isEmpty, target.count <= lengthLimit else { return nil }
        let threshold = min(3, max(1, target.count / 3))
        var best: (word: String, edits: Int)?
        for candidate in candidates.prefix(candidateLimit) {
            let bytes = Array(candidate.lowercased().utf8)
            guard bytes.count <= lengthLimit, abs(bytes.count - target.count) <= threshold else { continue }
            let edits = distance(target, bytes)
            if edits <= threshold, edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.word
    }

    /// A hint, or nil when nothing is near.
    static func hint(for word: String, among candidates: some Sequence<String>) -> String? {
        nearest(to: word, among: candidates).map { "did you mean \(VisibleText.quoted($0))?" }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in right.indices {
                let cost = left[row] == right[column] ? 0 : 1
                var value = min(current[column] + 1, last[column + 1] + 1, last[column] + cost)
                let swapped = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if swapped { value = min(value, beforeLast[column - 1] + 1) }
                current.append(value)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
