import Glibc

/// Why an access log's destination cannot be used.
public struct AccessLogError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, or what else could not be had.
    public var path: String
    /// The system's error number.
    public var code: Int32

    /// `cannot write the access log to PATH: No such file or directory`.
    public var description: String {
        "cannot write the access log to \(path): \(String(cString: strerror(code)))"
    }

    /// With the error of the system call that has just failed.
    static func last(_ path: String) -> AccessLogError {
        AccessLogError(path: path, code: errno)
    }
}
