import Testing

@Suite struct HeaderComesBeforeTLS {
    /// Sends a header given in hexadecimal, then speaks TLS and asks for a page.
    private static let script = """
        import socket, ssl, sys
        port, header, authority, joined = int(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3], sys.argv[4]
        context = ssl.create_default_context(cafile=authority)
        plain = socket.create_connection(("127.0.0.1", port), 10)
        if joined == "joined":
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
            def step(action):
                global header
                while True:
                    try:
                        result = action()
                    except ssl.SSLWantReadError:
                        result = None
                    data = header + outgoing.read()
                    header = b""
                    if data: plain.sendall(data)
                    if result is not None: return result
                    incoming.write(plain.recv(65536))
            step(lambda: tls.do_handshake() or True)
            step(lambda: tls.write(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n"))
            print(step(lambda: tls.read(65536)).split(b" ")[1].decode())
        else:
            plain.sendall(header)
            tls = context.wrap_socket(plain, server_hostname="localhost")
            tls.sendall(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
            print(tls.recv(65536).split(b" ")[1].decode())
        """

    @Test(arguments: HeaderNamesTheClient.headers, ["alone", "joined"])
    func inEitherVersion(header: [UInt8], manner: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(HeaderNamesTheClient.site(origin))
        defer { weir.kill() }

        let arguments = [
            "\(weir.https)", ScriptedOrigin.hexadecimal(header), try TestCertificates.shared.authority, manner,
        ]
        let outcome = try Python.run(Self.script, arguments)
        #expect(outcome.output == "200\n", "\(outcome.errors)")
        let line = try weir.accessLine()
        #expect(line.client == "192.0.2.7")
        #expect(line.tls?.sni == "localhost")
        #expect(try origin.waitForRequests(1)[0]["X-Real-IP"] == "192.0.2.7")
    }

    @Test(arguments: ["accept", "require"]) func asCurlSendsIt(mode: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(HeaderNamesTheClient.site(origin, mode))
        defer { weir.kill() }

        let versions = try ["--http1.1", "--http2"].map { version in
            let curl = try Curl.get(weir, "/", arguments: ["--haproxy-protocol", version])
            #expect(curl.status == 200, "\(curl.errors)")
            return curl.transfers.first?.version
        }
        #expect(versions == ["1.1", "2"])
        #expect(try weir.accessLines(2).allSatisfy { $0.tls != nil && $0.end == "complete" })
    }

    @Test func plainHTTPBehindItIsStillToldSo() throws {
        let weir = try WeirProcess(
            {
                var site = Site("127.0.0.1:1")
                site.listener = ["trusted_proxies: [127.0.0.0/8]", "proxy_protocol: require"]
                return site
            }())
        defer { weir.kill() }

        let client = try RawClient(port: weir.https)
        try client.send(ProxyHeaderBytes.binary(from: "192.0.2.7"))
        try client.get()
        #expect(try client.response().status == 400)
        let line = try weir.accessLine()
        #expect(line.end == "plain_http")
        #expect(line.client == "192.0.2.7")
    }
}
