import WeirModel

/// What the response to a planned request carries.
extension Dispatch {
    /// Appends the value of a `Set-Cookie` field to `bytes`; false, and nothing appended, if none is due.
    ///
    /// `answeredBy`: index of the server that answered, also after a retry; nil where none did: the cookie then
    /// goes on naming whom it named.
    @discardableResult
    public static func setCookie(
        for plan: Plan, answeredBy server: Int?, overTLS: Bool, snapshot: Snapshot, now: Moment,
        into bytes: inout [UInt8]
    ) -> Bool {
        guard let target = snapshot.target(of: plan), let settings = target.cookie?.settings else { return false }
        var value: [UInt8] = []
        let servers = snapshot.upstreams[target.upstream].servers
        let answering = server.flatMap { servers.indices.contains($0) ? servers[$0] : nil }
        switch plan.cookie {
        case .none: return false
        case .signed(var identity, let mustSend):
            let named = target.affinity == nil ? identity.server : answering?.identity ?? identity.server
            guard mustSend || named != identity.server else { return false }
            identity.server = named
            identity.issued = now.wallSeconds
            snapshot.keys.sign(identity, into: &value)
        case .plain(let current, let mustSend):
            guard let answering, mustSend || answering.index != current else { return false }
            PlainCookie.write(id: answering.server.id, into: &value)
        }
        SetCookie.write(value: value[...], settings: settings, overTLS: overTLS, into: &bytes)
        return true
    }

    /// Appends the value of the `Location` field of a redirect, and returns its status; nil for plans that redirect
    /// nowhere.
    @discardableResult
    public static func location(
        for plan: Plan, request: borrowing RequestHead, snapshot: Snapshot, into bytes: inout [UInt8]
    ) -> Int? {
        guard let route = plan.route, case .redirect(let redirect) = snapshot.destinations[route] else {
            return nil
        }
        bytes += redirect.to.utf8
        if redirect.keepPath { appendPath(of: request, to: redirect, into: &bytes) }
        return redirect.status
    }

    private static func appendPath(
        of request: borrowing RequestHead, to redirect: Redirect, into bytes: inout [UInt8]
    ) {
        if redirect.to.utf8.last == UInt8(ascii: "/") { bytes.removeLast() }
        let path = request.block.bytes[request.path.range]
        if path.first == UInt8(ascii: "/") {
            // After nothing but a path, `//host` would send the client to that host (RFC 3986 §4.2); `\` counts as
            // `/`.
            let isBare = redirect.to.utf8.count <= 1
            bytes.append(UInt8(ascii: "/"))
            bytes += isBare ? path.drop { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") } : path.dropFirst()
        }
        if !request.query.isEmpty {
            bytes.append(UInt8(ascii: "?"))
            bytes += request.block.bytes[request.query.range]
        }
    }
}
