@echo off
rem Installs xlcs for the user who double-clicks it: an environment of its own under
rem %LOCALAPPDATA%\xlcs, the add-in, its config. Needs no administrator. "install.cmd /quiet" does
rem not wait for a key at its end.
rem
rem This file is plain ASCII: cmd.exe reads a batch file in the console's code page, which differs
rem from machine to machine, and loses its place in one with longer characters. What is said in
rem Chinese stands in UTF-8 files in "messages", shown by "type" under code page 65001.
setlocal EnableExtensions DisableDelayedExpansion
title xlcs
set "here=%~dp0"
set "quiet=%~1"
set "home=%LOCALAPPDATA%\xlcs"
set "venv=%home%\venv"
set "result=1"
set "python="
rem Asking Python's own launcher for a version must not make it download that version.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"

call :say installing

:excel
tasklist /FI "IMAGENAME eq EXCEL.EXE" 2>nul | find /I "EXCEL.EXE" >nul
if errorlevel 1 goto find
call :say close-excel
if /I "%quiet%"=="/quiet" goto end
pause
goto excel

:find
call :try py -3.13
call :try py -3.12
call :try py -3.11
call :try py -3.14
call :try py -3
call :try python
call :try python3
if defined python goto environment
call :say no-python
goto end

:environment
echo Python: %python%
if not exist "%venv%\Scripts\python.exe" goto make
"%venv%\Scripts\python.exe" -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 goto packages
rmdir /s /q "%venv%"

:make
if not exist "%home%" mkdir "%home%"
%python% -m venv "%venv%"
if errorlevel 1 goto failed

:packages
set "source=%here%.."
if exist "%source%\pyproject.toml" goto fetch
for /f "delims=" %%w in ('dir /b /o:d "%here%xlcs-*.whl" 2^>nul') do set "source=%here%%%w"
:fetch
set "pins="
if exist "%here%..\constraints.txt" set "pins=--constraint "%here%..\constraints.txt""
"%venv%\Scripts\python.exe" -m pip install --disable-pip-version-check --upgrade %pins% "%source%"
if errorlevel 1 goto failed

"%venv%\Scripts\python.exe" -m xlcs addin install
if errorlevel 1 goto failed
echo.
"%venv%\Scripts\python.exe" -m xlcs doctor
set "result=%errorlevel%"
call :say installed
goto end

:failed
call :say failed

:end
if /I not "%quiet%"=="/quiet" pause
endlocal & exit /b %result%

rem The first interpreter that is 3.11 or later, 64-bit and not the Store's. The Store's stub, which
rem stands on the path of a machine without Python, fails here like any program that is not there.
:try
if defined python exit /b 0
%* -c "import sys; sys.exit(not (sys.version_info >= (3, 11) and sys.maxsize > 2 ** 32 and 'WindowsApps' not in sys.base_prefix))" >nul 2>nul
if not errorlevel 1 set "python=%*"
exit /b 0

:say
for /f "tokens=2 delims=:." %%p in ('chcp') do set "page=%%p"
chcp 65001 >nul
echo.
type "%here%messages\%1.txt"
chcp %page% >nul
exit /b 0
