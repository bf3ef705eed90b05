/// The preferred format of times in HTTP (RFC 9110 §5.6.7).
public enum HTTPDate {
    /// 29 bytes such as `Sun, 06 Nov 1994 08:49:37 GMT`, for seconds since 1970. Times beyond the years 0 to 9999 are
    /// taken as the nearest one within.
    public static func bytes(secondsSince1970: Int64) -> [UInt8] { [] }
}
