import Testing

/// Connect, shake hands, ask, close, again and again: memory and descriptors stay where they are.
@Suite(.serialized, .measuresMemory) struct RepeatedConnectionsLeaveNothing {
    /// Bytes for each connection that would be noticed; the heap's own pace is far below, all together.
    private static let bound = 2 << 20

    private func expectNothingLeft(
        _ weir: WeirProcess, rounds: Int, _ round: () throws -> Void
    ) throws {
        // What is made once is made, and pools are full.
        for _ in 0..<rounds / 4 { try round() }
        let (memory, descriptors) = (try weir.residentBytes(), try weir.descriptorCount())
        for _ in 0..<rounds { try round() }
        #expect(try weir.residentBytes() - memory < Self.bound)
        try eventually("descriptors are given back") { try weir.descriptorCount() <= descriptors + 4 }
        try eventually("no connection is left") { try weir.metric("weir_connections") == 0 }
        #expect(try weir.metric("weir_requests_active") == 0)
    }

    @Test func inClearText() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        try expectNothingLeft(weir, rounds: 1600) {
            let client = try RawClient(port: weir.http)
            try client.get(fields: "Connection: close")
            #expect(try client.response().text == "hello")
        }
    }

    @Test func overTLS() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        // curl makes a connection for each.
        let paths = Array(repeating: "/", count: 100)
        try expectNothingLeft(weir, rounds: 8) {
            let urls = paths.map { "https://localhost\($0)" }
            let arguments = ["--http1.1", "--connect-to", "::127.0.0.1:\(weir.https)", "--header", "Connection: close"]
            let outcome = try Curl.run(arguments, urls: urls)
            #expect(outcome.transfers.count == paths.count)
            #expect(outcome.transfers.allSatisfy { $0.status == 200 && $0.connects == 1 })
        }
    }

    @Test func withTransfersThatAreAbandoned() throws {
        let size = 32 << 20
        let origin = try ScriptedOrigin { connection in
            guard try connection.head() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            _ = connection.socket.sendUntilStalled(size, patience: 5)
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        try expectNothingLeft(weir, rounds: 80) {
            let client = try RawClient(port: weir.http, receiveBuffer: 64 * 1024)
            try client.get()
            _ = try client.head()
            try client.discard(512 * 1024)
            client.socket.reset()
        }
        #expect(try weir.accessLines(100).allSatisfy { $0.end == "client_gone" })
    }
}
