/// curl, as the client that everybody has.
struct Curl {
    /// What one run of curl gave. Several URLs give several transfers.
    struct Outcome {
        struct Transfer {
            var status: Int
            /// Connections made for it: 0 when an earlier one was used again.
            var connects: Int
            /// `1.1` and the like.
            var version: String
        }

        var exitCode: Int32
        var transfers: [Transfer]
        /// The heads of all responses, interim ones too, in order.
        var heads: [MessageHead]
        /// The bodies of all transfers, one after the other.
        var body: String
        var errors: String

        /// Of the last transfer; 0 when there was no response.
        var status: Int { transfers.last?.status ?? 0 }

        /// A field of the last response.
        subscript(_ field: String) -> String? { heads.last?[field] }
    }

    /// Fetches paths over TLS from a `weir`, all with one run.
    /// - Parameters:
    ///   - host: the name asked for; it leads to the listener whatever it is.
    ///   - arguments: further ones of curl's.
    static func get(
        _ weir: WeirProcess, _ paths: String..., host: String = "localhost", arguments: [String] = []
    ) throws -> Outcome {
        let urls = paths.map { "https://\(host)\($0)" }
        return try run(arguments + ["--connect-to", "::127.0.0.1:\(weir.https)"], urls: urls)
    }

    /// The same over the plain listener.
    static func getPlain(_ weir: WeirProcess, _ paths: String..., arguments: [String] = []) throws -> Outcome {
        try run(arguments, urls: paths.map { "http://127.0.0.1:\(weir.http)\($0)" })
    }

    /// Any run of curl with this run's certificate authority.
    static func run(_ arguments: [String], urls: [String], within seconds: Double = 20) throws -> Outcome {
        let folder = try TemporaryFolder()
        let outcome = try Command.run(
            "curl",
            // The first option keeps a ~/.curlrc from being read.
            ["--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "15", "--globoff"]
                + ["--cacert", try TestCertificates.shared.authority, "--path-as-is"]
                + ["--dump-header", folder.file("heads")]
                + ["--write-out", "%{stderr}\(mark)%{http_code} %{num_connects} %{http_version}\\n"]
                + arguments + urls,
            package: "curl", within: seconds)
        var result = Outcome(exitCode: outcome.status, transfers: [], heads: [], body: outcome.output, errors: "")
        for line in outcome.errors.split(separator: "\n") {
            if let transfer = transfer(line) { result.transfers.append(transfer) } else { result.errors += "\(line)\n" }
        }
        let heads = folder.read("heads").split(separator: "\r\n\r\n")
        result.heads = heads.filter { $0.hasPrefix("HTTP/") }.map { MessageHead("\($0)\r\n\r\n") }
        return result
    }

    private static let mark = "transfer: "

    private static func transfer(_ line: Substring) -> Outcome.Transfer? {
        guard line.hasPrefix(mark) else { return nil }
        let words = line.dropFirst(mark.count).split(separator: " ")
        guard words.count == 3, let status = Int(words[0]), let connects = Int(words[1]) else { return nil }
        return Outcome.Transfer(status: status, connects: connects, version: String(words[2]))
    }
}
