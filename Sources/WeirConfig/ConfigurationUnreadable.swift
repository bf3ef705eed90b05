/// A configuration file that gives no bytes.
public struct ConfigurationUnreadable: Error, Equatable, Sendable {
    /// As the user named it.
    public var path: String
    /// In the system's words.
    public var reason: String

    /// - Parameter reason: in the system's words.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }
}
