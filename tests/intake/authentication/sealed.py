"""A mail that two servers passed on and sealed (ARC): made once with dkimpy, another implementation than ours."""

KEYS = {
    "arc._domainkey.list.example TXT": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQClVAUtfUGDRYleV6Fw3bAtmeGlkDeSHQ2G"
        "7n91Exr5BdJYkTPjgrSiQKxmvOA8eGmQezKubqW1DkIsrEGpROokafS3pJFhIISzgvh40ml825G/NbkZSESdrb8NtE"
        "Axyy4IGOrVNhYiTOKDCdtB60I5qO2Cb5Bj1QVAXK/z/g6HbQIDAQAB",
    ),
    "arc._domainkey.forwarder.example TXT": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC95UhtUSPLIdnuEtQ/bSf0n3yLy2024DmO"
        "CK0SF4PNB/78/c+UVCT6+QUZmtenFpFZmWlCwTe4mdXPUktH3PfiaoC2ZhRLlgHIVIKbYMPzabRUSIyu/iHniXOU0j"
        "Yl6LhY6wOgMThKB2znRFY40QUHQwjR0yX/2i+T/YCsCEbUjwIDAQAB",
    ),
}

SEALED = b"""ARC-Seal: i=2; cv=pass; a=rsa-sha256; d=forwarder.example; s=arc;
 t=1762041600;
 b=SiCD1y/mmGMEIB9Rlou8jTQmAkudCIX4h2VZ7TKFoY6Xs2BCGNyhIM9JMohle6PBTd3fb
 dsrvQf1wfK88tPcMryUbpAzojYNVSEiRdB8c6IiYY4HRnszjJikKVu9ycQw6+YEiPU5XZLs
 6BAEg/HgKKbdSJTPOJI6ZbCt+mpEbm4=
ARC-Message-Signature: i=2; a=rsa-sha256; c=relaxed/relaxed;
 d=forwarder.example; s=arc; t=1762041600; h=from : to : subject : date
 : message-id; bh=GXmsOObmH73zEkxO1WhvIdYWb8z8KD2xSKuQapT59Xo=;
 b=a0LSXhVIViXLZyCRWHcBPtfvGZsK5FZNeKMnw2ShPihPT0kH1q2WneCqnvQ5fgRuMaqNW
 hi4yMPacFTNUobmJ1FUtMi4+YSaNXQWr9b7p0dq08KQB6z20tgpQb1zULtwrGQTosip3/Qd
 w4ADoHaC5n49kPeUWayayMs/EchKbMs=
ARC-Authentication-Results: i=2; mx.forwarder.example;
 dkim=fail header.d=example.com;
 dmarc=pass header.from=example.com;
 arc=pass
Authentication-Results: mx.forwarder.example; dkim=fail header.d=example.com; dmarc=pass header.from=example.com; arc=pass
ARC-Seal: i=1; cv=none; a=rsa-sha256; d=list.example; s=arc;
 t=1762041600;
 b=AhdP1c3RTQQ7KHYz6P++QEYSBHmgkcvDU86gmWJVH29ThXFKrhlnA7jCgeeEk1+p0W09o
 GQCQV+wvSsvO6vyGMBfXuXd9e2B+6cWiZZwm3C5B5yu+LUrxJztuBB0KVcrIdOry8/02MSH
 2066P9t5CVUQPRi4lFXnjOnngrffAkk=
ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed;
 d=list.example; s=arc; t=1762041600; h=from : to : subject : date :
 message-id; bh=GXmsOObmH73zEkxO1WhvIdYWb8z8KD2xSKuQapT59Xo=;
 b=KascKZhJfDIPqZlCPzinYe+xLD+6GpmGe5YOGW6Fql7Pmr34QcZCHEcTYYcBFmLRrnxw4
 sZ5O0Eb+qu9kHGSPWeqNfvSgYaVBJTaF92LeoOqnd4bpIhbjUWoUkQi6kS1PYmSg6ji5J2A
 EIjjzqxetsfs+pM48gB6dMxbuCJ0ZeE=
ARC-Authentication-Results: i=1; mx.list.example;
 dkim=pass header.d=example.com;
 dmarc=pass header.from=example.com;
 arc=none
Authentication-Results: mx.list.example; dkim=pass header.d=example.com; dmarc=pass header.from=example.com; arc=none
From: Seoa Yoon <seoa.yoon@example.com>
To: help@lantern.example
Subject: Where is my lamp?
Date: Mon, 02 Nov 2026 09:00:00 +0900
Message-ID: <arc-1@example.com>

It was ordered a week ago.
"""
"""First mx.list.example passed it on, then mx.forwarder.example."""

SEALED_ONCE = SEALED.partition(b"; arc=pass\n")[2]
"""As mx.list.example passed it on."""
