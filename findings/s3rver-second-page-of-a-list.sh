#!/bin/sh
# s3rver 3.7.1 cannot say that a list of objects goes on, on Node 17 and newer.
#
# One would guess: a list of more objects than asked for is cut after `max-keys` and comes with a
# token for the rest, as S3 describes it and as the same server does on older Node.
# Seen: a list that is whole is answered (200); one that is cut is answered 500, InternalError. The
# token is made with a cipher that OpenSSL 3 no longer offers. So whoever tries an upload of more
# than 1,000 files against it sees a fault of the store. With NODE_OPTIONS=--openssl-legacy-provider
# it answers both.
set -eu
folder=$(mktemp -d)
trap 'kill $(cat "$folder"/*.pid) 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --silent --no-audit --no-fund s3rver@3.7.1 >/dev/null 2>&1
node --version

# The status of two lists over a store with two objects: a whole one, and one cut after the first.
lists() {
    mkdir "data-$1"
    node node_modules/s3rver/bin/s3rver.js -d "data-$1" -a 127.0.0.1 -p "$1" \
        --configure-bucket site >/dev/null 2>&1 &
    echo $! >"$1.pid"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        curl -s -o /dev/null "http://127.0.0.1:$1/" && break
        sleep 1
    done
    for name in one two; do
        echo "$name" | curl -s -f -T - -o /dev/null -H 'Content-Type: text/plain' \
            -X PUT "http://127.0.0.1:$1/site/$name" || true
    done
    echo "$(asked "$1" 'list-type=2') $(asked "$1" 'list-type=2&max-keys=1')"
}
asked() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$1/site?$2"; }

usual=$(lists 14568)
legacy=$(NODE_OPTIONS=--openssl-legacy-provider lists 14569)
echo "usual: $usual; with the old ciphers: $legacy"
[ "$usual" = "200 500" ] && [ "$legacy" = "200 200" ]
