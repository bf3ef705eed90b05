import Testing

/// A server of HTTP/1.1 that knows gRPC's messages and trailers is enough for calls that end.
@Suite struct CallsPassToHTTP11 {
    /// Echoes the message, or ends with a status of its own for "fail".
    private static let answering: ScriptedOrigin.Script = { connection in
        while let request = try connection.request() {
            let fails = request.body.suffix(4) == Array("fail".utf8)
            let body = fails ? [] : request.body
            let size = String(body.count, radix: 16)
            let status = fails ? "grpc-status: 5\r\ngrpc-message: not here\r\nx-more: yes" : "grpc-status: 0"
            try connection.send(
                Array("HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
                    + (fails ? [] : Array("\(size)\r\n".utf8) + body + Array("\r\n".utf8))
                    + Array("0\r\n\(status)\r\n\r\n".utf8))
        }
    }

    @Test func messagesAndStatuses() throws {
        let origin = try ScriptedOrigin(Self.answering)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let outcome = try GRPC.run(
            """
            assert unary(b"hello", timeout=20) == b"hello"
            large = bytes(range(256)) * 40000
            assert unary(large, timeout=20) == large
            error = failure(lambda: unary(b"fail", timeout=20))
            expect(error, grpc.StatusCode.NOT_FOUND, "not here")
            assert ("x-more", "yes") in error.trailing_metadata(), error.trailing_metadata()
            """, port: weir.https, authority: try TestCertificates.shared.authority)
        #expect(outcome.output == "well done\n", "\(outcome.errors); \(origin.failures)")
        let requests = try origin.waitForRequests(3)
        #expect(requests.allSatisfy { $0["TE"] == "trailers" && $0["Content-Type"] == "application/grpc" })
        #expect(requests.allSatisfy { $0["grpc-timeout"] != nil })
        #expect(try weir.accessLines(3).allSatisfy { $0.end == "complete" && $0.status == 200 })
        try weir.expectServing()
    }
}
