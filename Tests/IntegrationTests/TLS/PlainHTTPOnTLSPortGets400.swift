import Testing

@Suite struct PlainHTTPOnTLSPortGets400 {
    @Test func inClearTextThatSaysWhatIsWrong() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.https)
        try client.get()
        let response = try client.response()
        #expect(response.status == 400)
        #expect(response["Connection"] == "close")
        #expect(response.text.lowercased().contains("https"))
        #expect(client.isClosed())
        let line = try weir.accessLine()
        #expect(line.end == "plain_http")
        #expect(line.status == 400)
        #expect(line.listener == "https")
        #expect(try weir.metric("weir_tls_handshakes_total", "result=\"plain_http\"") == 1)
        try weir.expectServing()
    }

    @Test func toCurl() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let curl = try Curl.run(["-d", "some=data"], urls: ["http://127.0.0.1:\(weir.https)/"])
        #expect(curl.status == 400, "\(curl.errors)")
        #expect(try weir.accessLine().end == "plain_http")
        try weir.expectServing()
    }
}
