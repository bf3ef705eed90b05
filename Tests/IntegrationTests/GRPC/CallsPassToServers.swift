import Testing

/// gRPC's own client and server with Weir between them.
@Suite struct CallsPassToServers {
    private func expect(_ script: String, end: Set<String> = ["complete"]) throws {
        let folder = try TemporaryFolder()
        let (server, port) = try GRPC.startServer(folder: folder)
        defer { server.kill() }
        var site = Site("127.0.0.1:\(port)")
        site.upstream = ["protocol: h2"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let outcome = try GRPC.run(script, port: weir.https, authority: try TestCertificates.shared.authority)
        #expect(outcome.output == "well done\n", "\(outcome.errors); \(folder.read("python.err"))")
        let lines = try weir.accessLines(1)
        #expect(lines.allSatisfy { end.contains($0.end) && $0.protocol == "h2" })
        // To a client that takes its call back before the answer, nothing is said.
        #expect(lines.allSatisfy { $0.status == 200 || $0.end == "client_reset" && $0.status == nil })
        try weir.expectServing()
    }

    @Test func unary() throws {
        try expect(
            """
            for number in range(50): assert unary(b"%d" % number, timeout=20) == b"%d" % number
            assert unary(b"", timeout=20) == b""
            """)
    }

    @Test func metadataBothWays() throws {
        try expect(
            """
            call = unary.with_call(b"metadata", metadata=(("x-mine", "1"), ("x-raw-bin", bytes([0, 255]))), timeout=20)
            names = call[0].split(b",")
            assert {b"x-mine", b"x-raw-bin", b"x-request-id"} <= set(names), names
            assert ("x-early", "yes") in call[1].initial_metadata(), call[1].initial_metadata()
            """)
    }

    @Test func manyMessagesFromTheServer() throws {
        try expect(
            """
            assert [*download(b"2000", timeout=30)] == [b"message %d" % number for number in range(2000)]
            assert [*download(b"0", timeout=30)] == []
            """)
    }

    @Test func manyMessagesFromTheClient() throws {
        try expect(
            """
            assert upload((bytes(1000) for _ in range(2000)), timeout=30) == b"2000000"
            assert upload(iter(()), timeout=30) == b"0"
            """)
    }

    /// Each message is answered before the next one is sent, so that nothing may wait for company.
    @Test func aConversation() throws {
        try expect(
            """
            turn = threading.Semaphore(1)
            def say():
                for number in range(200):
                    assert turn.acquire(timeout=20)
                    yield b"%d" % number
            for number, answer in enumerate(chat(say(), timeout=30)):
                assert answer == b"re: %d" % number
                turn.release()
            assert number == 199
            """)
    }

    @Test func largeMessages() throws {
        try expect(
            """
            large = bytes(range(256)) * 40960
            assert unary(large, timeout=30) == large
            assert [*chat(iter([large] * 3), timeout=60)] == [b"re: " + large] * 3
            """)
    }

    @Test func statusesWithTrailers() throws {
        try expect(
            """
            error = failure(lambda: unary(b"fail", timeout=20))
            expect(error, grpc.StatusCode.NOT_FOUND, "nothing of that name, 100 % sure")
            trailers = dict(error.trailing_metadata())
            assert trailers["x-detail"] == "odd" and trailers["x-raw-bin"] == bytes([0, 255]), trailers
            missing = channel.unary_unary("/test.Echo/Nothing")
            expect(failure(lambda: missing(b"", timeout=20)), grpc.StatusCode.UNIMPLEMENTED)
            """)
    }

    @Test func deadlines() throws {
        try expect(
            """
            started = time.monotonic()
            expect(failure(lambda: unary(b"sleep", timeout=0.5)), grpc.StatusCode.DEADLINE_EXCEEDED)
            assert time.monotonic() - started < 4
            """, end: ["response_timeout", "client_reset"])
    }

    @Test func cancelledCallsAreCancelledAtTheServer() throws {
        try expect(
            """
            call = channel.unary_stream("/test.Echo/Wait")(b"", timeout=20)
            assert next(call) == b"waiting"
            call.cancel()
            count = channel.unary_unary("/test.Echo/Cancelled")
            end = time.monotonic() + 10
            while count(b"", timeout=20) != b"1":
                assert time.monotonic() < end, "the server was not told"
                time.sleep(0.05)
            """, end: ["complete", "client_reset"])
    }
}
