import Glibc

/// HAProxy as an origin that wants a PROXY header and answers with what it took from it.
final class HAProxyServer: Sendable {
    let address: String
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// - Parameter answer: in HAProxy's log format.
    init(answer: String) throws {
        folder = try TemporaryFolder()
        let port = try Self.freePort()
        address = "127.0.0.1:\(port)"
        try folder.write(
            "haproxy.cfg",
            """
            defaults
              mode http
              timeout client 10s
              timeout connect 10s
              timeout server 10s
            frontend all
              bind \(address) accept-proxy
              http-request return status 200 content-type text/plain lf-string "\(answer)"

            """)
        let streams = ChildProcess.Streams(output: folder.file("out"), errors: folder.file("err"))
        let started = try ChildProcess(
            try Tool.path("/usr/sbin/haproxy", package: "haproxy"), ["-db", "-f", folder.file("haproxy.cfg")],
            streams: streams)
        process = started
        let errors = folder
        try eventually("haproxy listens; it says: \(errors.read("err"))") {
            if let status = started.poll() { throw HarnessFailure("haproxy \(status): \(errors.read("err"))") }
            return (try? Socket(port: port)) != nil
        }
    }

    func kill() {
        process.kill()
    }

    /// Free a moment ago; whoever takes it meanwhile makes the test fail loudly.
    private static func freePort() throws -> Int {
        let handle = socket(AF_INET, Socket.streamType, 0)
        defer { close(handle) }
        guard SocketName.loopback(port: 0).withAddress({ bind(handle, $0, $1) }) == 0 else {
            throw HarnessFailure("no free port: \(Socket.reason)")
        }
        return SocketName.port(of: handle)
    }
}
