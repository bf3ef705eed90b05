/// Weighted rendezvous hashing: every choice gets a score from its weight and a hash of (choice, key); the highest
/// wins.
///
/// A choice's score depends on nothing but itself, so a change of one weight, or a choice that comes or goes, moves
/// only the keys it must; and each choice wins in proportion to its weight.
public enum Rendezvous {
    /// `-weight / ln(u)` with u in (0, 1) from the hash. Weight 0 scores 0; any other weight scores above 0.
    public static func score(weight: Int, hash: UInt64) -> Double {
        guard weight > 0 else { return 0 }
        return -Double(weight) / PlatformMath.naturalLogarithm(unit(hash))
    }

    /// A number strictly between 0 and 1, from the hash's upper 52 bits.
    static func unit(_ hash: UInt64) -> Double {
        (Double(hash >> 12) + 0.5) * 0x1p-52
    }
}
