/// Bounds on what clients and servers may make Weir hold.
public struct Limits: Sendable, Equatable {
    /// Bytes of a request or response head, start line included. Beyond: 431, or 502 for a response.
    public var headerBytes: Int
    /// Fields of a head. Beyond: 431 or 502.
    public var headerCount: Int
    /// Bytes of a request target. Beyond: 414.
    public var uriBytes: Int
    /// Bytes of a request body; nil: no limit. Beyond: 413.
    public var bodyBytes: Int?
    /// Client connections of the process.
    public var connections: Int
    /// Bytes of a request body kept so that it can be sent again to another server.
    public var replayBytes: Int
    /// Requests on one client connection before it is closed politely.
    public var requestsPerConnection: Int
    /// Requests on one client connection within ten seconds; 0: no bound. Beyond: 429.
    public var requestRate: Int
    /// Bytes of a response that a client which does not take all of it has to take within `Timeouts.body`; 0: any.
    public var sendBytes: Int
    /// What HTTP/2 connections may hold and do.
    public var http2: HTTP2Limits

    public init(
        headerBytes: Int = 32 * 1024, headerCount: Int = 100, uriBytes: Int = 8 * 1024, bodyBytes: Int? = nil,
        connections: Int = 100_000, replayBytes: Int = 64 * 1024, requestsPerConnection: Int = 1_000_000,
        requestRate: Int = 0, sendBytes: Int = 1024, http2: HTTP2Limits = HTTP2Limits()
    ) {
        self.headerBytes = headerBytes
        self.headerCount = headerCount
        self.uriBytes = uriBytes
        self.bodyBytes = bodyBytes
        self.connections = connections
        self.replayBytes = replayBytes
        self.requestsPerConnection = requestsPerConnection
        self.requestRate = requestRate
        self.sendBytes = sendBytes
        self.http2 = http2
    }
}

/// Bounds on one HTTP/2 connection. Those without a unit are counts within ten seconds; 0: no bound.
public struct HTTP2Limits: Sendable, Equatable {
    /// Streams open at once.
    public var streams: Int
    /// Bytes of a request body that are taken before a server has taken them, on one stream.
    public var streamWindow: Int
    /// The same on all streams of a connection together.
    public var connectionWindow: Int
    /// CONTINUATION frames of one header block.
    public var continuations: Int
    /// Streams that the client resets.
    public var resets: Int
    /// SETTINGS frames.
    public var settings: Int
    /// PING frames.
    public var pings: Int
    /// Frames that carry nothing: empty DATA and CONTINUATION, PRIORITY, unknown ones.
    public var emptyFrames: Int
    /// WINDOW_UPDATE frames, beyond one for each KiB that the client was sent.
    public var windowUpdates: Int

    public init(
        streams: Int = 100, streamWindow: Int = 256 * 1024, connectionWindow: Int = 1024 * 1024,
        continuations: Int = 8, resets: Int = 400, settings: Int = 50, pings: Int = 100, emptyFrames: Int = 500,
        windowUpdates: Int = 5000
    ) {
        self.streams = streams
        self.streamWindow = streamWindow
        self.connectionWindow = connectionWindow
        self.continuations = continuations
        self.resets = resets
        self.settings = settings
        self.pings = pings
        self.emptyFrames = emptyFrames
        self.windowUpdates = windowUpdates
    }
}

/// Deadlines towards clients, and of the process itself. Those towards servers are in `UpstreamTimeouts`.
public struct Timeouts: Sendable, Equatable {
    /// For the TLS handshake.
    public var handshake: Duration
    /// From the first byte of a request (or the connection's start) to the end of its head.
    public var head: Duration
    /// The longest silence within a request body, and the longest time a response makes no progress to the client.
    public var body: Duration
    /// How long a connection may stay without a request.
    public var keepAlive: Duration
    /// The longest silence in both directions of an upgraded connection.
    public var tunnel: Duration
    /// How long an HTTP/2 client with requests under way may be silent before it is asked for a sign of life, and then
    /// for how long it may owe that.
    public var ping: Duration
    /// How long a stopping process waits for requests in flight.
    public var drain: Duration

    public init(
        handshake: Duration = .seconds(10), head: Duration = .seconds(10), body: Duration = .seconds(30),
        keepAlive: Duration = .seconds(75), tunnel: Duration = .seconds(3600),
        ping: Duration = .seconds(30), drain: Duration = .seconds(30)
    ) {
        self.handshake = handshake
        self.head = head
        self.body = body
        self.keepAlive = keepAlive
        self.tunnel = tunnel
        self.ping = ping
        self.drain = drain
    }
}
