# online-alter as an image: docs/containers.md says how it is built and used.

# The base is pinned by this argument; give the digest that you have looked at:
# --build-arg BASE=python:3.13-slim@sha256:…
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /source
RUN python3 -m venv /opt/online-alter
ENV PATH=/opt/online-alter/bin:$PATH
# Libraries in the versions that the tests run with, as a layer that stays until these files change. The driver is used as
# plain Python, so its C library can go.
COPY tests/requirements.lock pyproject.toml ./
RUN sed -n 's/^\([A-Za-z0-9._-]*==[^ ;\\]*\).*/\1/p' requirements.lock >versions.txt \
 && python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' >needed.txt \
 && pip install --quiet --no-cache-dir --constraint versions.txt --requirement needed.txt setuptools \
 && rm -rf /opt/online-alter/lib/python3*/site-packages/mysql/vendor /opt/online-alter/lib/python3*/site-packages/_mysql*.so
COPY setup.py README.md LICENSE ./
COPY onlinealter onlinealter
# For `online-alter --version`: the repository isn't there to be asked.
ARG COMMIT=""
RUN if [ -n "$COMMIT" ]; then echo "$COMMIT" >onlinealter/commit.txt; fi \
 && pip install --quiet --no-cache-dir --no-deps --no-build-isolation . \
 && pip uninstall --quiet --yes setuptools pip

FROM ${BASE}
COPY --from=build /opt/online-alter /opt/online-alter
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin alter
ENV PATH=/opt/online-alter/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /home/alter
STOPSIGNAL SIGTERM
ENTRYPOINT ["online-alter"]
CMD ["--help"]
