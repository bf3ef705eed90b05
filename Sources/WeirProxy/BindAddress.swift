import Glibc
import NIOCore
import WeirModel

/// Why a server could not start, in words for the person who started it.
public struct StartError: Error, Sendable, CustomStringConvertible {
    public var description: String
    /// What can be done about it.
    public var hint: String?

    public init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
    }
}

/// The addresses that listeners bind, and what to say when they cannot.
enum BindAddress {
    /// The address to bind; throws when somebody else has it.
    ///
    /// Sockets that share a port would not notice another process that shares it too, so a lone socket tries first.
    static func check(_ endpoint: SocketEndpoint, listener: String) throws -> SocketAddress {
        switch endpoint {
        case .ip(let ip, let port):
            let address = try SocketAddress(ip, port: port)
            if port != 0, let code = tryBinding(address) { throw explain(code, listener, endpoint) }
            return address
        case .unix(let path):
            let address = try SocketAddress(unixDomainSocketPath: path)
            if isAnswered(address) { throw explain(EADDRINUSE, listener, endpoint) }
            removeSocket(path)
            return address
        }
    }

    /// Runs a bind and turns the system's error into one for people.
    static func explaining<Result>(
        _ listener: String, _ endpoint: SocketEndpoint, _ bind: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await bind()
        } catch let error as IOError {
            throw explain(error.errnoCode, listener, endpoint)
        }
    }

    /// `1.2.3.4:80`, `[::1]:80` or `unix:/path`.
    static func describe(_ address: SocketAddress) -> String {
        guard let ip = address.ip, let port = address.port else { return "unix:\(address.pathname ?? "")" }
        return SocketEndpoint.ip(ip, port: port).description
    }

    /// Removes what a process that is gone left behind; nothing but a socket is touched.
    static func removeSocket(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
    }

    private static func explain(_ code: Int32, _ listener: String, _ endpoint: SocketEndpoint) -> StartError {
        let what = "listener \"\(listener)\" cannot listen on \(endpoint)"
        switch code {
        case EADDRINUSE:
            return StartError(
                "\(what): the address is in use by another process",
                hint: "find it with `ss -ltnp`, or choose another port")
        case EACCES, EPERM:
            return StartError(
                "\(what): no permission",
                hint: "ports below 1024 need root or the capability: setcap cap_net_bind_service=+ep PATH/weir")
        case EADDRNOTAVAIL:
            return StartError("\(what): this machine has no such address", hint: "0.0.0.0 or [::] listens on all")
        case EMFILE, ENFILE:
            return StartError("\(what): too few file descriptors", hint: "raise the limit: ulimit -n 65536")
        default:
            return StartError("\(what): \(String(cString: strerror(code)))")
        }
    }

    /// Nil: the address is free; else the system's error number.
    private static func tryBinding(_ address: SocketAddress) -> Int32? {
        let isV4 = address.ip?.isV4 ?? true
        return address.withSockAddr { raw, size in
            let handle = socket(isV4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
            guard handle >= 0 else { return errno }
            defer { close(handle) }
            var on: Int32 = 1
            setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            guard bind(handle, raw, socklen_t(size)) == 0, listen(handle, 1) == 0 else { return errno }
            return nil
        }
    }

    /// Whether a process listens on a unix socket.
    private static func isAnswered(_ address: SocketAddress) -> Bool {
        address.withSockAddr { raw, size in
            let handle = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
            guard handle >= 0 else { return false }
            defer { close(handle) }
            return connect(handle, raw, socklen_t(size)) == 0
        }
    }
}

extension SocketEndpoint {
    /// Whether several sockets can listen on it.
    var isIP: Bool {
        switch self {
        case .ip: true
        case .unix: false
        }
    }
}
