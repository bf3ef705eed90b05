/// gRPC's own client and server, with bytes for messages, so that nothing has to be generated.
enum GRPC {
    /// Runs a script that has a `channel` to a port, a listener's or a server's own.
    /// - Parameter authority: with it over TLS, as `localhost`.
    static func run(
        _ script: String, port: Int, authority: String? = nil, within seconds: Double = 60
    ) throws -> Command.Outcome {
        let client = clientLibrary + script + "\nprint('well done')\n"
        return try Python.run(client, ["\(port)", authority ?? ""], modules: [.grpc], within: seconds)
    }

    /// Starts a server; its methods are those of `serverScript`.
    static func startServer(folder: TemporaryFolder) throws -> (process: ChildProcess, port: Int) {
        try Python.start(serverScript, modules: [.grpc], folder: folder)
    }

    private static let clientLibrary = """
        import grpc, sys, threading, time
        size = 64 << 20
        options = [
            ("grpc.max_receive_message_length", size), ("grpc.max_send_message_length", size),
            ("grpc.ssl_target_name_override", "localhost"), ("grpc.enable_http_proxy", 0)]
        address = "ipv4:127.0.0.1:" + sys.argv[1]
        if sys.argv[2]:
            credentials = grpc.ssl_channel_credentials(open(sys.argv[2], "rb").read())
            channel = grpc.secure_channel(address, credentials, options)
        else:
            channel = grpc.insecure_channel(address, options)
        unary = channel.unary_unary("/test.Echo/Unary")
        download = channel.unary_stream("/test.Echo/Download")
        upload = channel.stream_unary("/test.Echo/Upload")
        chat = channel.stream_stream("/test.Echo/Chat")
        def failure(call):
            try:
                result = call()
            except grpc.RpcError as error:
                return error
            raise AssertionError(f"no failure but {result!r}")
        def expect(error, code, details=None):
            assert error.code() == code, error
            assert details is None or error.details() == details, error

        """

    /// Unary echoes, and fails as the message says; Download sends as many messages as asked for; Upload adds lengths
    /// up; Chat echoes one by one; Cancelled tells how many calls of Wait were cancelled.
    private static let serverScript = """
        import grpc, threading, time
        from concurrent import futures
        cancelled = 0
        def unary(request, context):
            if request == b"fail":
                context.set_trailing_metadata((("x-detail", "odd"), ("x-raw-bin", bytes([0, 255]))))
                context.abort(grpc.StatusCode.NOT_FOUND, "nothing of that name, 100 % sure")
            if request == b"sleep":
                time.sleep(5)
            if request == b"metadata":
                context.send_initial_metadata((("x-early", "yes"),))
                return b",".join(sorted(key.encode() for key, _ in context.invocation_metadata()))
            return request
        def download(request, context):
            for number in range(int(request)):
                yield b"message %d" % number
        def upload(requests, context):
            return b"%d" % sum(len(request) for request in requests)
        def chat(requests, context):
            for request in requests:
                yield b"re: " + request
        def wait(request, context):
            global cancelled
            over = threading.Event()
            context.add_callback(over.set)
            yield b"waiting"
            over.wait(20)
            cancelled += 1
        def count(request, context):
            return b"%d" % cancelled
        handlers = {
            "Unary": grpc.unary_unary_rpc_method_handler(unary),
            "Download": grpc.unary_stream_rpc_method_handler(download),
            "Upload": grpc.stream_unary_rpc_method_handler(upload),
            "Chat": grpc.stream_stream_rpc_method_handler(chat),
            "Wait": grpc.unary_stream_rpc_method_handler(wait),
            "Cancelled": grpc.unary_unary_rpc_method_handler(count),
        }
        size = 64 << 20
        server = grpc.server(futures.ThreadPoolExecutor(8), options=[
            ("grpc.max_receive_message_length", size), ("grpc.max_send_message_length", size)])
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Echo", handlers),))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        print(port, flush=True)
        server.wait_for_termination()
        """
}
