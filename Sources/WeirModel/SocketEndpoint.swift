/// Where a listener binds.
public enum SocketEndpoint: Sendable, Equatable, Hashable, CustomStringConvertible {
    case ip(IPAddress, port: Int)
    /// A path of a stream socket.
    case unix(String)

    /// `1.2.3.4:80`, `[::1]:80` or `unix:/path`.
    public var description: String {
        switch self {
        case .ip(let address, let port): address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
