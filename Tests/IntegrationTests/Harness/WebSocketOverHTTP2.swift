import WeirCore

/// Clients that open a WebSocket on a stream of HTTP/2 (RFC 8441), with h2 for the frames and wsproto for the messages.
enum WebSocketOverHTTP2 {
    /// Runs a script that uses `Tunnel`; its arguments are the port and the certificate authority.
    static func run(_ script: String, _ weir: WeirProcess, within seconds: Double = 30) throws -> Command.Outcome {
        try Python.run(
            library + script, ["\(weir.https)", try TestCertificates.shared.authority], modules: [.h2, .wsproto],
            within: seconds)
    }

    /// The same, not waited for.
    static func start(_ script: String, _ weir: WeirProcess, folder: TemporaryFolder) throws -> ChildProcess {
        try Python.launch(
            library + script, ["\(weir.https)", try TestCertificates.shared.authority], modules: [.h2, .wsproto],
            folder: folder)
    }

    /// What a server answers that takes the offer.
    static func acceptance(of request: OriginRequest, _ fields: String...) -> String {
        let key = request["Sec-WebSocket-Key"] ?? ""
        let digest = SHA1.digest(of: Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
        let accept = String(decoding: Base64.encode(digest), as: UTF8.self)
        return "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + fields.map { "\($0)\r\n" }.joined() + "Sec-WebSocket-Accept: \(accept)\r\n\r\n"
    }

    /// `Tunnel` opens one; it reads only within `step` and what calls that.
    private static let library = """
        import os, socket, ssl, sys, time
        import h2.config, h2.connection, h2.errors, h2.events, h2.settings
        from wsproto.connection import Connection, ConnectionType
        from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage
        # The library takes GOAWAY for the end; streams that are open go on (RFC 9113 6.8).
        going = (h2.connection.ConnectionState.CLIENT_OPEN, h2.connection.ConnectionInputs.RECV_GOAWAY)
        h2.connection.H2ConnectionStateMachine._transitions[going] = (None, going[0])

        class Tunnel:
            def __init__(self, path="/chat", protocol="websocket", headers=(), receive_buffer=None,
                         early=b"", ends=False):
                context = ssl.create_default_context(cafile=sys.argv[2])
                context.set_alpn_protocols(["h2"])
                plain = socket.socket()
                if receive_buffer: plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
                plain.settimeout(20)
                plain.connect(("127.0.0.1", int(sys.argv[1])))
                self.socket = context.wrap_socket(plain, server_hostname="localhost")
                self.http = h2.connection.H2Connection(
                    h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
                self.status = self.reset = self.goaway = None
                self.fields, self.body, self.raw, self.allowed = {}, b"", b"", False
                self.ended = self.closed = False
                self.messages, self.pongs, self.closing = [], [], None
                self.parts = []
                self.ws = Connection(ConnectionType.CLIENT)
                self.http.initiate_connection()
                self.flush()
                self.until(lambda: self.allowed, "the server allows extended CONNECT")
                self.stream = self.http.get_next_available_stream_id()
                self.http.send_headers(self.stream, [
                    (":method", "CONNECT"), (":protocol", protocol), (":scheme", "https"), (":path", path),
                    (":authority", "localhost"), ("sec-websocket-version", "13")] + list(headers))
                self.send_bytes(early)
                if ends: self.end()
                self.flush()
                self.until(lambda: self.status or self.reset is not None, "an answer")

            def flush(self):
                data = self.http.data_to_send()
                if data: self.socket.sendall(data)

            def until(self, condition, what, seconds=20):
                end = time.monotonic() + seconds
                while not condition():
                    assert time.monotonic() < end, "not in time: " + what
                    assert not self.closed, "closed before " + what
                    self.step()

            def step(self):
                data = self.socket.recv(65536)
                if not data: self.closed = True
                for event in self.http.receive_data(data): self.handle(event)
                self.flush()

            def handle(self, event):
                if isinstance(event, h2.events.RemoteSettingsChanged):
                    setting = event.changed_settings.get(h2.settings.SettingCodes.ENABLE_CONNECT_PROTOCOL)
                    self.allowed = self.allowed or setting is not None and setting.new_value == 1
                elif isinstance(event, h2.events.ResponseReceived):
                    self.fields = dict(event.headers)
                    self.status = int(self.fields[":status"])
                elif isinstance(event, h2.events.DataReceived):
                    self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    self.take(event.data)
                elif isinstance(event, h2.events.StreamEnded): self.ended = True
                elif isinstance(event, h2.events.StreamReset): self.reset = h2.errors.ErrorCodes(event.error_code).name
                elif isinstance(event, h2.events.ConnectionTerminated): self.goaway = event.error_code

            def take(self, data):
                self.raw += data if len(self.raw) < 1000 else b""
                if self.status != 200 or not data: return
                self.ws.receive_data(data)
                for event in self.ws.events():
                    if isinstance(event, (TextMessage, BytesMessage)):
                        self.parts.append(event.data)
                        if event.message_finished:
                            self.messages.append(type(event.data)().join(self.parts))
                            self.parts = []
                    elif isinstance(event, Ping): self.send(event.response())
                    elif isinstance(event, Pong): self.pongs.append(bytes(event.payload))
                    elif isinstance(event, CloseConnection): self.closing = event

            def send(self, event): self.send_bytes(self.ws.send(event))

            def send_bytes(self, data, patience=20):
                "Sends as the windows allow; what could not be sent in time is returned."
                data, end = memoryview(data), time.monotonic() + patience
                while len(data) and time.monotonic() < end:
                    room = min(self.http.local_flow_control_window(self.stream), self.http.max_outbound_frame_size)
                    if room <= 0:
                        self.socket.settimeout(max(0.01, end - time.monotonic()))
                        try: self.step()
                        except TimeoutError: break
                        finally: self.socket.settimeout(20)
                        continue
                    self.http.send_data(self.stream, data[:room].tobytes())
                    data = data[room:]
                    self.flush()
                return len(data)

            def end(self):
                self.http.end_stream(self.stream)
                self.flush()

            def abort(self, code):
                self.http.reset_stream(self.stream, code)
                self.flush()

            def message(self):
                self.until(lambda: self.messages, "a message")
                return self.messages.pop(0)

        """
}
