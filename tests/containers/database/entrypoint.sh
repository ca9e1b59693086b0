#!/bin/bash
# Does what the databases' official images do at their start, as far as these tests need it: variables and their _FILE forms,
# files of /docker-entrypoint-initdb.d on an empty volume, and no network before that is over.
set -euo pipefail

readonly DATA=/var/lib/mysql SOCKET=/var/run/mysqld/mysqld.sock
if [[ -x /usr/sbin/mariadbd ]]; then
    readonly SERVER=mariadbd CLIENT=mariadb PREFIX=MARIADB
else
    readonly SERVER=mysqld CLIENT=mysql PREFIX=MYSQL
fi

take() { # NAME: sets and exports it from the file that NAME_FILE names, if there is one
    local name=${PREFIX}_$1 file=${PREFIX}_$1_FILE
    if [[ -n ${!file:-} ]]; then printf -v "$name" %s "$(<"${!file}")"; fi
    export "$name=${!name:-}"
}

sql() { MYSQL_PWD=$password $CLIENT --socket="$SOCKET" --user=root "$@"; }

make_data() {
    if [[ $SERVER == mariadbd ]]; then
        mariadb-install-db --user=mysql --datadir="$DATA" --auth-root-authentication-method=normal --skip-test-db >/dev/null
    else
        mysqld --user=mysql --datadir="$DATA" --initialize-insecure
    fi
}

first_start() { # OPTIONS…: once, on an empty volume
    local password='' new root_host database file
    for file in ROOT_PASSWORD ROOT_HOST DATABASE; do take $file; done
    new=${PREFIX}_ROOT_PASSWORD root_host=${PREFIX}_ROOT_HOST database=${PREFIX}_DATABASE
    new=${!new} root_host=${!root_host:-%} database=${!database}
    make_data
    $SERVER --user=mysql --datadir="$DATA" --socket="$SOCKET" "$@" --skip-networking &
    local server=$!
    until sql --execute 'SELECT 1' >/dev/null 2>&1; do kill -0 $server; sleep 0.2; done
    {
        echo 'SET SESSION sql_log_bin = 0;'
        echo "ALTER USER root@localhost IDENTIFIED BY '$new';"
        if [[ $root_host != localhost ]]; then
            echo "CREATE USER root@'$root_host' IDENTIFIED BY '$new';"
            echo "GRANT ALL ON *.* TO root@'$root_host' WITH GRANT OPTION;"
        fi
        if [[ -n $database ]]; then echo "CREATE DATABASE \`$database\`;"; fi
    } | sql
    password=$new
    for file in /docker-entrypoint-initdb.d/*; do
        case $file in
            *.sh) . "$file" ;;
            *.sql) sql ${database:+"$database"} <"$file" ;;
        esac
    done
    kill $server
    wait $server
    touch "$DATA/.made"
}

mkdir -p /var/run/mysqld /var/lib/mysql-files
chown mysql:mysql "$DATA" /var/run/mysqld /var/lib/mysql-files
if [[ ! -e $DATA/.made ]]; then first_start "$@"; fi
exec $SERVER --user=mysql --datadir="$DATA" --socket="$SOCKET" "$@"
