/// Why an access log's destination cannot be used.
public struct AccessLogError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// The system's error number.
    public var code: Int32

    /// `cannot write the access log to PATH: No such file or directory`.
    public var description: String {
        path
    }
}
