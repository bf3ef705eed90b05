import Testing

@Suite struct SessionsAreResumed {
    /// Also by another event loop than the one that gave the ticket.
    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func byTicket(version: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["workers: 2"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let folder = try TemporaryFolder()
        let session = folder.file("session")
        let first = try Self.fetch(weir, [version, "-sess_out", session])
        #expect(first.output.contains("hello"), "\(first.errors)")
        for _ in 1...6 {
            let next = try Self.fetch(weir, [version, "-sess_in", session])
            #expect(next.output.contains("hello"), "\(next.errors)")
        }
        let lines = try weir.accessLines(7)
        // Event loops write their lines for themselves: they may come in another order.
        #expect(lines.filter { $0.tls?.resumed == false }.count == 1)
        #expect(lines.filter { $0.tls?.resumed == true }.count == 6)
        #expect(lines.allSatisfy { $0.end == "complete" })
        #expect(try weir.metric("weir_tls_handshakes_total", "resumed=\"true\"") == 6)
        try weir.expectServing()
    }

    private static func fetch(_ weir: WeirProcess, _ arguments: [String]) throws -> Command.Outcome {
        try Command.run(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(weir.https)", "-servername", "localhost", "-ign_eof"]
                + ["-CAfile", try TestCertificates.shared.authority] + arguments,
            package: "openssl", input: "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    }
}
