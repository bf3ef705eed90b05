import Glibc

/// `openssl s_client`, for tests that send their own bytes over TLS.
final class TLSClient {
    private let process: ChildProcess
    private let folder: TemporaryFolder
    /// Clear text, both ways.
    let socket: Socket
    private let reader: MessageReader

    /// - Parameters:
    ///   - name: what the client asks for by SNI.
    ///   - arguments: further ones of `s_client`.
    init(port: Int, name: String = "localhost", arguments: [String] = []) throws {
        folder = try TemporaryFolder()
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Socket.streamType, 0, &ends) == 0 else { throw HarnessFailure("no pair of sockets") }
        defer { Glibc.close(ends[1]) }
        socket = Socket(handle: ends[0])
        reader = MessageReader(socket)
        let streams = ChildProcess.Streams(
            output: "", errors: folder.file("err"), inputHandle: ends[1], outputHandle: ends[1])
        process = try ChildProcess(
            try Tool.path("openssl", package: "openssl"),
            ["s_client", "-quiet", "-connect", "127.0.0.1:\(port)", "-servername", name, "-alpn", "http/1.1"]
                + ["-verify_return_error", "-CAfile", try TestCertificates.shared.authority] + arguments,
            streams: streams)
    }

    deinit {
        process.kill()
    }

    func send(_ text: String) throws {
        try socket.send(Array(text.utf8))
    }

    /// The head of the next response.
    func head(within seconds: Double = 10) throws -> MessageHead {
        guard let head = try reader.head(by: Deadline(seconds: seconds)) else {
            throw HarnessFailure("the connection was closed where a head should be: \(errors)")
        }
        return head
    }

    /// Reads so many bytes and forgets them.
    func discard(_ count: Int, within seconds: Double = 20) throws {
        try reader.discard(count, by: Deadline(seconds: seconds))
    }

    /// All that comes until the other side ends TLS.
    func rest(within seconds: Double = 10) throws -> String {
        String(decoding: try reader.rest(by: Deadline(seconds: seconds)))
    }

    /// The exit status: 0 after an orderly end.
    func wait(within seconds: Double = 10) throws -> Int32 {
        try process.wait(within: seconds, "openssl s_client; it says: \(errors)")
    }

    /// Ends the TCP connection without TLS's goodbye.
    func cut() {
        process.kill()
    }

    /// What `s_client` says of the connection.
    var errors: String { folder.read("err") }
}
