internal import WeirModel

/// Addresses: `host:port`, `[v6]:port`, `unix:/path`.
enum AddressSyntax {
    /// Bytes of a socket's path, so that it fits `sockaddr_un` with its closing zero (unix(7)).
    private static let socketPathLimit = 107

    /// Where to listen: an IP address or a socket. Port 0 leaves the choice to the system.
    static func listener(_ text: String, folder: String) throws(ScalarProblem) -> SocketEndpoint {
        if let path = try socketPath(text, folder: folder) { return .unix(path) }
        let (host, portText) = try split(text)
        let port = try port(portText, of: text, from: 0)
        guard let address = address(host) else { throw notAnAddress(host, port: port) }
        return .ip(address, port: port)
    }

    /// Where a server is: an IP address, a host name or a socket.
    static func server(_ text: String, folder: String) throws(ScalarProblem) -> ServerAddress {
        if let path = try socketPath(text, folder: folder) { return .unix(path) }
        let (host, portText) = try split(text)
        let port = try port(portText, of: text, from: 1)
        if let address = address(host) { return .ip(address, port: port) }
        guard !host.hasPrefix("[") else { throw ScalarProblem("has no IPv6 address in its brackets", offset: 1) }
        let lastLabel = host.split(separator: ".").last ?? ""
        guard !lastLabel.allSatisfy(\.isNumber) else { throw ScalarProblem("is neither an IP address nor a host name") }
        return .name(try HostSyntax.name(String(host)), port: port)
    }

    private static func socketPath(_ text: String, folder: String) throws(ScalarProblem) -> String? {
        guard text.hasPrefix("unix:") else { return nil }
        let written = String(text.dropFirst(5))
        guard !written.isEmpty else { throw ScalarProblem("names no path", hint: "such as unix:/run/app.sock") }
        guard !written.utf8.contains(0) else { throw ScalarProblem("has a zero byte in its path") }
        let path = FilePath.resolve(written, in: folder)
        guard path.utf8.count <= socketPathLimit else {
            throw ScalarProblem(
                "has a path of \(path.utf8.count) bytes", offset: 5,
                hint: "the system takes at most \(socketPathLimit) bytes for a socket")
        }
        return path
    }

    private static func split(_ text: String) throws(ScalarProblem) -> (host: Substring, port: Substring) {
        if let scheme = text.firstRange(of: "://") {
            let offset = text.utf8.distance(from: text.startIndex, to: scheme.lowerBound)
            throw ScalarProblem("is a URL, not an address", offset: offset, hint: "write host:port alone")
        }
        let afterHost = text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : nil
        let colon = afterHost.map { $0 < text.endIndex && text[$0] == ":" ? $0 : nil } ?? text.lastIndex(of: ":")
        guard let colon else { throw ScalarProblem("has no port", hint: "add one: \(text):8080") }
        let host = text[..<colon]
        guard host.hasPrefix("[") || !host.contains(":") else {
            throw ScalarProblem("is not an address", hint: "an IPv6 address stands in brackets: [::1]:8080")
        }
        return (host, text[text.index(after: colon)...])
    }

    private static func port(_ digits: Substring, of text: String, from lowest: Int) throws(ScalarProblem) -> Int {
        let offset = text.utf8.count - digits.utf8.count
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw ScalarProblem("has no port", offset: offset, hint: "a port is a number from 1 to 65535")
        }
        guard let port = Int(digits), port >= lowest, port <= 65535 else {
            throw ScalarProblem("has a port that is not between \(lowest) and 65535", offset: offset)
        }
        return port
    }

    /// IPv4 stands alone, IPv6 in brackets.
    private static func address(_ host: Substring) -> IPAddress? {
        guard host.hasPrefix("[") else { return host.contains(":") ? nil : IPAddress(host) }
        guard host.hasSuffix("]"), host.contains(":") else { return nil }
        return IPAddress(host.dropFirst().dropLast())
    }

    private static func notAnAddress(_ host: Substring, port: Int) -> ScalarProblem {
        switch host {
        case "", "*":
            ScalarProblem(
                "names no IP address to listen on",
                hint: "every IPv4 address is 0.0.0.0:\(port), every address [::]:\(port)")
        case "localhost":
            ScalarProblem("names no IP address to listen on", hint: "did you mean 127.0.0.1:\(port)?")
        default:
            ScalarProblem("names no IP address to listen on", hint: "such as 0.0.0.0:\(port) or 127.0.0.1:\(port)")
        }
    }
}
