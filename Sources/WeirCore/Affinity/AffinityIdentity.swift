/// Identities of servers and arms in cookies: hashes of their names, so that a cookie shows no names or addresses.
///
/// The key is a constant. What a cookie says is vouched for by its tag; a constant keeps the identities equal on every
/// instance and through every change of keys.
enum AffinityIdentity {
    private static let serverKey: (UInt64, UInt64) = (0x7765_6972_2e73_6572, 0x7665_722e_6964_2e31)
    private static let armKey: (UInt64, UInt64) = (0x7765_6972_2e61_726d, 0x2e69_642e_7631_2e31)

    static func server(upstream: String, id: String) -> UInt64 {
        hash(serverKey, upstream, id)
    }

    static func arm(salt: String, name: String) -> UInt64 {
        hash(armKey, salt, name)
    }

    /// Never 0, which stands for none. The first name's length keeps ("ab", "c") and ("a", "bc") apart.
    private static func hash(_ key: (UInt64, UInt64), _ first: String, _ second: String) -> UInt64 {
        var hash = SipHash24(key: key)
        hash.update(word: UInt64(first.utf8.count))
        hash.update(first)
        hash.update(second)
        return max(1, hash.finish())
    }
}
