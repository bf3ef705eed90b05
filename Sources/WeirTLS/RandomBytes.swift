/// Unpredictable bytes.
public enum RandomBytes {
    /// For seeding generators and ids.
    public static func seed() -> UInt64 { 0 }
    /// `count` fresh bytes.
    public static func make(count: Int) throws(TLSFailure) -> [UInt8] { [] }
}
